noinst_LIBRARIES += librecommend.a
librecommend_a_SOURCES =
