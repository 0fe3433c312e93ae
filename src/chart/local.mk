noinst_LIBRARIES += libchart.a
libchart_a_SOURCES =
