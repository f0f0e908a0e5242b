"""The window. The only home of PySide6; torch and onnxruntime never come in here.

`main.main` opens it. Views bind to view-models, which have signals and no widgets and
are tested without a window.
"""
