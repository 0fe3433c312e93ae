noinst_LIBRARIES += libcampaign.a
libcampaign_a_SOURCES =
