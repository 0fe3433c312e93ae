noinst_LIBRARIES += libprepare.a
libprepare_a_SOURCES =
