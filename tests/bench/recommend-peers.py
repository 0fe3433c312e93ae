"""recommend-peers.py FILE USERS ITEMS als|knn [THREADS]: the peer of bench-recommend on the pairs it wrote: the library implicit."""
import sys
import time
import warnings

import numpy as np
import scipy.sparse as sp
from threadpoolctl import threadpool_limits

warnings.simplefilter("ignore")
raw = np.fromfile(sys.argv[1], np.int32)
n = len(raw) // 3
shape = (int(sys.argv[2]), int(sys.argv[3]))
data = sp.csr_matrix((raw[2 * n:].view(np.float32), (raw[:n], raw[n:2 * n])), shape=shape)
threads = int(sys.argv[5]) if len(sys.argv) > 5 else 2
with threadpool_limits(1, "blas"):
    if sys.argv[4] == "als":
        from implicit.cpu.als import AlternatingLeastSquares
        model = AlternatingLeastSquares(factors=64, regularization=0.05, alpha=10.0, iterations=15, use_cg=True, num_threads=threads, random_state=0)
    else:
        from implicit.nearest_neighbours import CosineRecommender
        model = CosineRecommender(K=100, num_threads=threads)
    began = time.perf_counter()
    model.fit(data, show_progress=False)
    fitted = time.perf_counter() - began
    began = time.perf_counter()
    model.recommend(np.arange(shape[0]), data, N=10)
    listed = time.perf_counter() - began
loss = ""
if sys.argv[4] == "als":
    from implicit.cpu import _als
    weighted = data.copy()
    weighted.data = weighted.data * 10.0
    loss = " loss=%.6f" % _als.calculate_loss(weighted.astype(np.float32), model.user_factors, model.item_factors, 0.05, num_threads=threads)
print("RESULT what=%s threads=%d s=%.3f top10_all_users_s=%.3f%s" % (sys.argv[4], threads, fitted, listed, loss))
