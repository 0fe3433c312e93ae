"""recommend-peers.py FILE USERS ITEMS als|knn|plain|ease [THREADS]: the peers of bench-recommend on the pairs it wrote: the library implicit; plain:
scipy.sparse and numpy alone (neighbours of all items, lists of the first 20,000 people, one pass of ALS by exact solutions); ease: numpy alone (closed form and lists of the first
20,000 people)."""
import sys
import time
import warnings

import numpy as np
import scipy.sparse as sp

warnings.simplefilter("ignore")
raw = np.fromfile(sys.argv[1], np.int32)
n = len(raw) // 3
shape = (int(sys.argv[2]), int(sys.argv[3]))
data = sp.csr_matrix((raw[2 * n:].view(np.float32), (raw[:n], raw[n:2 * n])), shape=shape)
threads = int(sys.argv[5]) if len(sys.argv) > 5 else 2


def best(scores, n):
    top = np.argpartition(scores, -n, axis=1)[:, -n:]
    return top, np.take_along_axis(scores, top, axis=1)


def half_step(rows, others, factors, lam, alpha):
    gram = others.T @ others + lam * np.eye(others.shape[1], dtype=np.float32)
    for u in range(rows.shape[0]):
        index = rows.indices[rows.indptr[u]:rows.indptr[u + 1]]
        c = 1 + alpha * rows.data[rows.indptr[u]:rows.indptr[u + 1]]
        y = others[index]
        factors[u] = np.linalg.solve(gram + (y.T * (c - 1)) @ y, c @ y)


def plain():
    began = time.perf_counter()
    ones = data.astype(bool).astype(np.float32).tocsr()
    items = ones.T.tocsr()
    root = np.sqrt(np.diff(items.indptr)).astype(np.float32)
    near, like = [], []
    for first in range(0, shape[1], 500):
        chunk = (items[first:first + 500] @ ones).toarray()
        chunk /= np.outer(root[first:first + 500], root) + 10
        chunk[np.arange(len(chunk)), np.arange(first, first + len(chunk))] = 0
        a, b = best(chunk, 100)
        near.append(a)
        like.append(b)
    links = sp.csr_matrix((np.vstack(like).ravel(), np.vstack(near).ravel(), np.arange(0, 100 * shape[1] + 1, 100)), shape=(shape[1], shape[1])).T.tocsr()
    fitted = time.perf_counter() - began
    began = time.perf_counter()
    for first in range(0, 20000, 500):
        scores = (ones[first:first + 500] @ links).toarray()
        scores[ones[first:first + 500].nonzero()] = 0
        best(scores, 10)
    listed = time.perf_counter() - began
    print("RESULT what=plain-knn s=%.3f top10_of_20000_s=%.3f" % (fitted, listed), flush=True)
    users, factors = np.zeros((shape[0], 64), np.float32), (0.01 * np.random.default_rng(0).standard_normal((shape[1], 64))).astype(np.float32)
    began = time.perf_counter()
    half_step(data, factors, users, 0.05, 10)
    half_step(data.T.tocsr(), users, factors, 0.05, 10)
    print("RESULT what=plain-als one_pass_s=%.3f" % (time.perf_counter() - began))
    sys.exit()


def ease():
    began = time.perf_counter()
    ones = data.astype(bool).astype(np.float32).tocsr()
    gram = (ones.T @ ones).toarray().astype(np.float64)
    gram[np.diag_indices(len(gram))] += 250
    table = np.linalg.inv(gram)
    table /= -np.diag(table)
    table[np.diag_indices(len(table))] = 0
    fitted = time.perf_counter() - began
    began = time.perf_counter()
    for first in range(0, 20000, 500):
        scores = ones[first:first + 500] @ table
        scores[ones[first:first + 500].nonzero()] = 0
        best(scores, 10)
    print("RESULT what=ease s=%.3f top10_of_20000_s=%.3f" % (fitted, time.perf_counter() - began))
    sys.exit()


if sys.argv[4] == "plain":
    plain()
if sys.argv[4] == "ease":
    ease()
from threadpoolctl import threadpool_limits
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
