noinst_LIBRARIES += libsegment.a
libsegment_a_SOURCES = \
	src/segment/filter-private.h src/segment/segment-private.h \
	src/segment/filter.c src/segment/filter_behaviour.c src/segment/filter_parse.c src/segment/filter_rule.c src/segment/filter_sql.c src/segment/json.c src/segment/members.c \
	src/segment/naming.c src/segment/preview.c src/segment/profile.c src/segment/profile_feature.c src/segment/profile_features.c src/segment/profile_measure.c \
	src/segment/profile_text.c src/segment/segmentation_edit.c src/segment/segmentation_save.c \
	src/segment/segmentation_store.c src/segment/user_columns.c src/segment/user_page.c src/segment/users_export.c src/segment/users_store.c
libsegment_a_SOURCES += src/segment/explain-private.h src/segment/explain.c src/segment/explain_tree.c src/segment/people_list.c src/segment/rule_store.c src/segment/discriminants.c src/segment/segmentation_assign.c src/segment/segmentation_tree.c src/segment/shares.c src/segment/user_history.c
libsegment_a_SOURCES += src/segment/rfm-private.h src/segment/rfm.c src/segment/rfm_definition.c src/segment/rfm_json.c \
	src/segment/rfm_names.c src/segment/rfm_save.c src/segment/rfm_score.c src/segment/rfm_store.c
libsegment_a_SOURCES += src/segment/run-private.h src/segment/limits.c src/segment/run_keep.c src/segment/run_pack.c src/segment/run_words.c src/segment/run_save.c \
	src/segment/run_store.c
libsegment_a_SOURCES += src/segment/version-private.h src/segment/version_feature.c src/segment/version_store.c
libsegment_a_SOURCES += src/segment/match-private.h src/segment/match.c src/segment/outcome-private.h src/segment/outcome.c src/segment/pin_store.c
libsegment_a_SOURCES += src/segment/habits.c src/segment/median.c src/segment/profile_events.c src/segment/profile_groups.c src/segment/profile_json.c \
	src/segment/profile_people.c src/segment/profile_store.c src/segment/profile_takings.c
libsegment_a_SOURCES += src/segment/assigned_store.c src/segment/renewal-private.h src/segment/renewal.c src/segment/renewal_needs.c src/segment/renewal_plan.c src/segment/renewal_propose.c src/segment/renewal_save.c
libsegment_a_SOURCES += src/segment/filter_segment.c src/segment/uses.c
libsegment_a_SOURCES += src/segment/edit-private.h src/segment/edit_apply.c src/segment/edit_border.c src/segment/edit_carve.c src/segment/edit_figures.c \
	src/segment/edit_merge.c src/segment/edit_preview.c src/segment/edit_rule.c src/segment/edit_split.c src/segment/edit_store.c src/segment/conditions.c
libsegment_a_SOURCES += src/segment/drift.c src/segment/filter_run.c src/segment/filter_segmentation.c src/segment/migration.c src/segment/migration_words.c
libsegment_a_SOURCES += src/segment/why-private.h src/segment/why.c src/segment/why_grid.c src/segment/why_moves.c src/segment/why_near.c src/segment/why_words.c
libsegment_a_SOURCES += src/segment/why-private.h src/segment/why.c src/segment/why_border.c src/segment/why_conditions.c src/segment/why_distances.c src/segment/why_features.c src/segment/why_grid.c src/segment/why_moves.c src/segment/why_near.c src/segment/why_plan.c src/segment/why_words.c
libsegment_a_SOURCES += src/segment/overlap.c src/segment/circle.c
libsegment_a_SOURCES += src/segment/column_answers.c src/segment/column_store.c src/segment/column_store.h src/segment/filter_outline.c src/segment/filter_tree.c src/segment/user_counter.c src/segment/user_counter_people.c src/segment/user_counter_warm.c src/segment/user_order.c src/segment/personal.c
libsegment_a_SOURCES += src/segment/filter_things.c src/segment/habit_filters.c src/segment/segmentation_matrix.c src/segment/stability.c
libsegment_a_SOURCES += src/segment/undo.c src/segment/stability_own.c src/segment/stability-private.h src/segment/places.c src/segment/places-private.h src/segment/playbook-private.h src/segment/playbook.c src/segment/playbook_condition.c src/segment/playbook_file.c src/segment/playbook_store.c
libsegment_a_SOURCES += src/segment/persona-private.h src/segment/persona.c src/segment/persona_facts.c src/segment/persona_name.c
libsegment_a_SOURCES += src/segment/person_list.c
