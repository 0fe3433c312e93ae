noinst_LIBRARIES += libfigure.a
libfigure_a_SOURCES = src/figure/campaigns.c src/figure/drift.c src/figure/effect.c src/figure/features.c src/figure/plane.c src/figure/recommenders.c src/figure/rfm.c \
	src/figure/segments.c src/figure/spread.c src/figure/sweep.c src/figure/uplift.c src/figure/users.c
