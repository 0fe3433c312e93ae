#!/usr/bin/env python3
"""The peers of compare-cluster: one task, one line of results; only the algorithm is timed."""
import resource
import sys
import time
import warnings

import numpy as np

task, path = sys.argv[1:3]
x = np.load(path) if path.endswith(".npy") else np.loadtxt(path, delimiter=",", skiprows=1)
warnings.simplefilter("ignore")
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def done(start, **facts):
    seconds = time.perf_counter() - start
    more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    print("RESULT s=%.4f more_MB=%d %s" % (seconds, more, " ".join("%s=%s" % item for item in facts.items())))


def starts(k):
    return x[[i * len(x) // k for i in range(k)]]


def kmeans(k, passes):
    from sklearn.cluster import KMeans
    model = KMeans(k, init=starts(k), n_init=1, tol=0, max_iter=passes, algorithm="lloyd")
    start = time.perf_counter()
    model.fit(x)
    return start, model


if task == "kmeans":
    kmeans(int(sys.argv[3]), 2)  # the first call starts threads and loads libraries
    start, model = kmeans(int(sys.argv[3]), int(sys.argv[4]))
    done(start, inertia="%.6f" % model.inertia_, iter=model.n_iter_)
elif task == "restarts":
    from sklearn.cluster import KMeans
    kmeans(int(sys.argv[3]), 2)
    start = time.perf_counter()
    model = KMeans(int(sys.argv[3]), n_init=10, random_state=1).fit(x)
    done(start, inertia="%.3f" % model.inertia_, iter=model.n_iter_)
elif task == "silhouette":
    from sklearn.metrics import silhouette_score
    labels = kmeans(int(sys.argv[3]), 15)[1].labels_
    start = time.perf_counter()
    mean = silhouette_score(x, labels)
    done(start, silhouette="%.9f" % mean)
elif task == "sweep":  # without silhouettes: eleven times the task above
    from sklearn.cluster import KMeans
    kmeans(2, 2)
    start = time.perf_counter()
    inertias = ["%.1f" % KMeans(k, n_init=10, random_state=1).fit(x).inertia_ for k in range(2, 13)]
    done(start, inertias=",".join(inertias))
elif task == "vector":
    import fastcluster
    start = time.perf_counter()
    tree = fastcluster.linkage_vector(x, "ward")
    done(start, top="%.6f" % tree[-1, 2])
elif task == "scipy":
    from scipy.cluster.hierarchy import linkage
    start = time.perf_counter()
    tree = linkage(x, "ward")
    done(start, top="%.6f" % tree[-1, 2])
elif task == "dbscan":
    from sklearn.cluster import DBSCAN
    start = time.perf_counter()
    labels = DBSCAN(eps=float(sys.argv[3]), min_samples=int(sys.argv[4]), n_jobs=2).fit_predict(x)
    done(start, k=labels.max() + 1, noise=(labels < 0).sum())
elif task == "mixture":
    from sklearn.mixture import GaussianMixture
    k, steps = int(sys.argv[3]), int(sys.argv[4])
    model = GaussianMixture(k, covariance_type="diag", tol=0, max_iter=steps, init_params="random_from_data", random_state=1, reg_covar=1e-6)
    start = time.perf_counter()
    model.fit(x)
    done(start, log_likelihood="%.1f" % (model.lower_bound_ * len(x)), steps=model.n_iter_)
