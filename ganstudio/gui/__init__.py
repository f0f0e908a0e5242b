"""The window. The only home of PySide6; torch and onnxruntime never come in here.

`main.main` opens it. Views bind to view-models, which have signals and no widgets and
are tested without a window.
"""

# Before Qt: once PySide6 is there, its hook looks into every import, and numpy's typing
# takes 80 ms instead of 6, a pydantic model 24 instead of 5.
import numpy.typing  # noqa: F401

import ganstudio.app.models
import ganstudio.app.runs
import ganstudio.core.images  # noqa: F401
