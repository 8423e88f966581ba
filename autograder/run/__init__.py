"""A notebook run in a closed kernel.

notebook   under deadlines, and again without the cell that ended it
once       in one kernel, once; client: what it sends is counted
limits     what it may take, and what ended it
kernels/   closed kernels, forked warm; recorder/: all of the project that a kernel can import
"""
