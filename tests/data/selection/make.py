#!/usr/bin/python3
"""Figures for tests/unit/test-select.c and test-outlier.c by scikit-learn: make.py FOLDER-WITH-DATA. See README.md."""
import sys

import numpy
import pandas
from sklearn.ensemble import IsolationForest
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import kneighbors_graph

data = sys.argv[1]
telco = pandas.read_csv(f"{data}/telco-churn/Telco-Customer-Churn.csv")
telco["TotalCharges"] = pandas.to_numeric(telco["TotalCharges"], errors="coerce")
telco = telco.dropna(subset=["TotalCharges"])
names = ["tenure", "MonthlyCharges", "TotalCharges", "SeniorCitizen"]
x = telco[names].to_numpy(float)
x = (x - x.mean(0)) / x.std(0)
y = (telco["Churn"] == telco["Churn"].iloc[0]).astype(int).to_numpy()  # class 0 of the test: the first that appears

steps = 15
strongest = numpy.abs(x[y == 1].sum(0)).max()
rows = []
for step in range(steps):
    c = 100 ** (step / (steps - 1)) / strongest
    model = LogisticRegression(penalty="l1", solver="liblinear", C=c, intercept_scaling=10, tol=1e-8, max_iter=10000).fit(x, y)
    rows.append([step, c] + list(model.coef_[0]))
pandas.DataFrame(rows, columns=["step", "penalty"] + names).to_csv("l1.csv", index=False)

wholesale = numpy.log1p(pandas.read_csv(f"{data}/wholesale-customers/wholesale_customers.csv").iloc[:, 2:].to_numpy(float))
graph = kneighbors_graph(wholesale, 5, mode="distance").toarray()
graph = numpy.maximum(graph, graph.T)
edges = graph > 0
width = (graph[numpy.triu(edges)] ** 2).mean()
weights = numpy.where(edges, numpy.exp(-(graph ** 2) / width), 0)
degrees = weights.sum(1)
scores = []
for column in wholesale.T:
    f = column - (column * degrees).sum() / degrees.sum()
    scores.append(f @ (numpy.diag(degrees) - weights) @ f / (f * degrees * f).sum())
pandas.DataFrame({"column": range(len(scores)), "score": scores}).to_csv("laplacian.csv", index=False)

score = -sum(IsolationForest(n_estimators=1000, max_samples=256, random_state=seed).fit(wholesale).score_samples(wholesale) for seed in range(3)) / 3
pandas.DataFrame({"row": range(len(score)), "score": score}).to_csv("isolation.csv", index=False)
