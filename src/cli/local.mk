noinst_LIBRARIES += libcli.a
libcli_a_SOURCES = \
	src/cli/cli.h src/cli/commands.h src/cli/feature_option.h src/cli/segments.h \
	src/cli/audit.c src/cli/cluster.c src/cli/cluster_option.c src/cli/cluster_option.h src/cli/commands.c src/cli/feature_option.c src/cli/features.c src/cli/info.c src/cli/main.c src/cli/measure.c src/cli/measure_option.c src/cli/measure_option.h src/cli/measure_print.c src/cli/measure_print.h src/cli/options.c src/cli/results.c src/cli/table_file.c src/cli/table-private.h src/cli/settings.c src/cli/uplift.c src/cli/arms.c src/cli/lda.c src/cli/pca.c src/cli/pca.h \
	src/cli/profile.c src/cli/explain.c src/cli/rules.c src/cli/segments.c src/cli/sweep.c src/cli/table.c src/cli/user.c src/cli/users.c
libcli_a_SOURCES += src/cli/campaign.c src/cli/evaluate.c src/cli/evaluate_print.c src/cli/evaluate_print.h src/cli/export.c src/cli/recommend.c
libcli_a_SOURCES += src/cli/campaign.c src/cli/evaluate.c src/cli/export.c src/cli/recommend.c
libcli_a_SOURCES += src/cli/recommend_people.c src/cli/recommend_people.h src/cli/recommend_rules.c src/cli/recommend_rules.h
libcli_a_SOURCES += src/cli/campaign.c src/cli/evaluate.c src/cli/export.c src/cli/export_option.c src/cli/export_option.h src/cli/recommend.c
libcli_a_SOURCES += src/cli/export_option.c src/cli/export_option.h
libcli_a_SOURCES += src/cli/recommend_models.c src/cli/recommend_models.h
libcli_a_SOURCES += src/cli/import.c src/cli/rejects.c src/cli/quality.c src/cli/quality-column.c src/cli/quality.h
libcli_a_SOURCES += src/cli/orders.c src/cli/runs.c src/cli/ways.c
libcli_a_SOURCES += src/cli/demo.c
libcli_a_SOURCES += src/cli/backup.c src/cli/check.c src/cli/repair.c
libcli_a_SOURCES += src/cli/clean.c src/cli/clean_option.c src/cli/clean_option.h
libcli_a_SOURCES += src/cli/import.h src/cli/import_result.c
libcli_a_SOURCES += src/cli/rfm.c src/cli/rfm.h src/cli/rfm_print.c
libcli_a_SOURCES += src/cli/correlations.c src/cli/outliers.c src/cli/select.c
libcli_a_SOURCES += src/cli/feature_sets.c src/cli/feature_sets.h
libcli_a_SOURCES += src/cli/correlations.c src/cli/select.c
libcli_a_SOURCES += src/cli/features_definitions.c src/cli/features_own.c src/cli/features_print.c src/cli/features_print.h src/cli/features_own.h src/cli/features_preview.c
libcli_a_SOURCES += src/cli/tree.c
libcli_a_SOURCES += src/cli/edit.c src/cli/history.c
libcli_a_SOURCES += src/cli/drift.c src/cli/migration.c src/cli/renew.c
libcli_a_SOURCES += src/cli/user_why.c
libcli_a_SOURCES += src/cli/pin.c
libcli_a_SOURCES += src/cli/overlap.c
libcli_a_SOURCES += src/cli/uses.c
libcli_a_SOURCES += src/cli/drift.c src/cli/migration.c src/cli/pin.c src/cli/renew.c
libcli_a_SOURCES += src/cli/persona.c src/cli/playbook.c src/cli/profile_beside.c src/cli/profile_parts.c src/cli/profile_parts.h
libcli_a_SOURCES += src/cli/campaign_option.c src/cli/campaign_option.h src/cli/campaign_compare.c src/cli/campaign_preview.c src/cli/campaign_print.c src/cli/campaign_print.h src/cli/contact.c src/cli/offer.c
libcli_a_SOURCES += src/cli/record.c src/cli/replay.c
libcli_a_SOURCES += src/cli/measure_print_course.c src/cli/worked_print.c src/cli/worked_print.h
libcli_a_SOURCES += src/cli/take_in.c
libcli_a_SOURCES += src/cli/chart_option.c src/cli/chart_option.h
