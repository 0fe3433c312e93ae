noinst_LIBRARIES += libchart.a
libchart_a_SOURCES = \
	src/chart/chart-private.h \
	src/chart/bars.c src/chart/braille.c src/chart/cells.c src/chart/sparkline.c \
	src/chart/plot-private.h src/chart/plot.c src/chart/plot_draw.c src/chart/ticks.c src/chart/frame.c src/chart/cell_pen.c \
	src/chart/plot_line.c src/chart/plot_histogram.c src/chart/plot_raster.c src/chart/plot_scatter.c src/chart/plot_box.c src/chart/plot_bars.c src/chart/plot_funnel.c \
	src/chart/plot_table.c src/chart/plot_silhouette.c src/chart/plot_dendrogram.c \
	src/chart/paper_pen.h src/chart/paper_pen.c src/chart/plot_write.c
libchart_a_CFLAGS = $(AM_CFLAGS) $(PANGOCAIRO_CFLAGS)
