"""A notebook run in a closed kernel.

notebook   under deadlines, and again without the cell that ended it
once       in one kernel, once; client: what it sends is counted; messages: checked, and made outputs of
bulkhead   a process that may be lost, for whatever reads a student's bytes
limits     what it may take, and what ended it
kernels/   closed kernels, forked warm; recorder/: all of the project that a kernel can import
"""
