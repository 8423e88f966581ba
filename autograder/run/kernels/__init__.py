"""Warm, closed kernels: a kernel with TensorFlow in memory in a quarter of a second, out of which nothing is reached.

provisioner   what jupyter_client asks for a kernel (an entry point)
server        starts the fork server in its sandbox, and finds the one that is there
sandbox       what the fork server may read, and the command line that shuts it in
level         how closely this machine can shut a kernel in
inside/       what runs inside the sandbox
"""
