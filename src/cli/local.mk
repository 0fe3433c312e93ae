noinst_LIBRARIES += libcli.a
libcli_a_SOURCES = \
	src/cli/cli.h src/cli/commands.h src/cli/feature_option.h \
	src/cli/audit.c src/cli/commands.c src/cli/feature_option.c src/cli/features.c src/cli/info.c src/cli/main.c src/cli/options.c src/cli/pca.c \
	src/cli/table.c
