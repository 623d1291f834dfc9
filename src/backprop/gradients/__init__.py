"""The same gradient at another price: `network` is to be read, these are to be used.

=============================  ===============================================================
`backprop.gradients.fast`          many gradients on the same examples, in buffers and threads
`backprop.gradients.checkpointed`  memory for time: most layers forgotten, and computed again
`backprop.gradients.dask`          more examples than one machine holds; the extra ``dask``
`backprop.gradients.counting`      what forward and backward pass cost, in multiplications
`backprop.gradients.curvature`     second derivatives: the largest learning rate that converges
=============================  ===============================================================
"""
