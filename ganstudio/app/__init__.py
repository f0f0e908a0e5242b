"""The application without a screen: typed services that any front end calls.

Nothing here prints, parses a command line or knows a terminal. Progress comes as an
iterator or through a callback, failures as `StudioError`.
"""
