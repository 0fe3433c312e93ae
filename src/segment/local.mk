noinst_LIBRARIES += libsegment.a
libsegment_a_SOURCES =
