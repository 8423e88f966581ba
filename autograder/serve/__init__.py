"""Students ask the grader: one exercise of one notebook in, the verdict in words out.

values    what is asked and what is told: plain values
settings  what a class allows: tries
tokens    who asks, by a token of the class's; hub: by JupyterHub
reading   a request's body, read behind a bulkhead
queue     whose turn it is
words     a verdict in words that give nothing away
book      what was asked and told, kept so that a kill loses none
judging   one exercise run and compared
desk      all of these together
web       the same over HTTP
server    the command
"""
