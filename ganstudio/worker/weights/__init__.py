"""Weights of other programs: read without running code, rebuilt, written as ONNX."""
