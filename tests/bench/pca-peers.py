#!/usr/bin/python3
"""Scaling and components of bench-pca's matrix by scikit-learn and numpy: pca-peers.py FILE COLUMNS"""
import sys
import time

import numpy
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler

matrix = numpy.fromfile(sys.argv[1]).reshape(-1, int(sys.argv[2]))


def by_covariance():
    centred = (matrix - matrix.mean(axis=0)) / matrix.std(axis=0)
    values, vectors = numpy.linalg.eigh(centred.T @ centred / len(centred))
    centred @ vectors[:, :-9:-1]
    return values[:-9:-1] / values.sum()


def by_sklearn(rows, **options):
    model = PCA(8, **options)
    model.fit_transform(rows)
    return model.explained_variance_ratio_


peers = (("sklearn PCA full", lambda: by_sklearn(matrix, svd_solver="full")),
         ("sklearn PCA as it comes", lambda: by_sklearn(matrix, random_state=1)),
         ("sklearn StandardScaler + PCA full", lambda: by_sklearn(StandardScaler().fit_transform(matrix), svd_solver="full")),
         ("numpy z-scores, covariance, eigh", by_covariance))
for _ in range(2):
    for name, run in peers:
        began = time.perf_counter()
        shares = run()
        print(f"RESULT peer={name!r} s={time.perf_counter() - began:.3f} share={shares.sum():.9f}", flush=True)
