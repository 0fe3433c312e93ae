#!/usr/bin/python3
"""The correlations of bench-correlation's matrix by numpy, pandas and scipy: correlation-peers.py FILE COLUMNS"""
import sys
import time

import numpy
import pandas
import scipy.stats

matrix = numpy.fromfile(sys.argv[1]).reshape(-1, int(sys.argv[2]))
frame = pandas.DataFrame(matrix)
peers = (("numpy.corrcoef", lambda: numpy.corrcoef(matrix, rowvar=False)),
         ("pandas corr pearson", lambda: frame.corr("pearson")),
         ("scipy spearmanr", lambda: scipy.stats.spearmanr(matrix).statistic),
         ("pandas rank + numpy.corrcoef", lambda: numpy.corrcoef(frame.rank().to_numpy(), rowvar=False)),
         ("pandas corr spearman", lambda: frame.corr("spearman")))
for name, run in peers:
    if name in sys.argv[3:]:
        continue
    began = time.perf_counter()
    result = numpy.asarray(run())
    print(f"RESULT peer={name!r} s={time.perf_counter() - began:.3f} sum={result.sum():.9f}", flush=True)
