noinst_LIBRARIES += libchart.a
libchart_a_SOURCES = \
	src/chart/chart-private.h \
	src/chart/bars.c src/chart/dendrogram.c src/chart/braille.c src/chart/cells.c src/chart/line.c src/chart/scatter.c src/chart/silhouette.c
