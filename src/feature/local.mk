noinst_LIBRARIES += libfeature.a
libfeature_a_SOURCES =
