noinst_LIBRARIES += libchart.a
libchart_a_SOURCES = \
	src/chart/chart-private.h src/chart/cells.c
