noinst_HEADERS += \
	include/segscope/allocation.h include/segscope/campaign.h include/segscope/campaign_compare.h include/segscope/campaign_log.h include/segscope/chart.h include/segscope/clean.h include/segscope/cluster.h include/segscope/csv.h \
	include/segscope/error.h include/segscope/expression.h include/segscope/feature.h include/segscope/ids.h include/segscope/ingest.h include/segscope/intake.h include/segscope/job.h \
	include/segscope/maintenance.h include/segscope/matrix.h include/segscope/orders.h include/segscope/own_feature.h include/segscope/parallel.h include/segscope/prepare.h include/segscope/processor.h include/segscope/random.h \
	include/segscope/recommend.h include/segscope/segment.h include/segscope/task.h include/segscope/text.h \
	include/segscope/ways.h include/segscope/workspace.h
noinst_HEADERS += include/segscope/rejects.h include/segscope/source_columns.h
noinst_HEADERS += include/segscope/component.h include/segscope/reduction.h include/segscope/transform.h
noinst_HEADERS += include/segscope/rfm.h include/segscope/rule.h include/segscope/explain.h
noinst_HEADERS += include/segscope/association.h include/segscope/two_groups.h include/segscope/correlation.h include/segscope/outlier.h include/segscope/select.h
noinst_HEADERS += include/segscope/choose.h include/segscope/boundary.h include/segscope/why.h
noinst_HEADERS += include/segscope/run.h
noinst_HEADERS += include/segscope/hint.h
noinst_HEADERS += include/segscope/version.h
noinst_HEADERS += include/segscope/history.h include/segscope/undo.h
noinst_HEADERS += include/segscope/linear_assignment.h include/segscope/pin.h include/segscope/renewal.h
noinst_HEADERS += include/segscope/assignment.h
noinst_HEADERS += include/segscope/attribute_columns.h include/segscope/habits.h
noinst_HEADERS += include/segscope/event_kind.h include/segscope/recommender.h
noinst_HEADERS += include/segscope/rule_edit.h include/segscope/edit.h include/segscope/uses.h
noinst_HEADERS += include/segscope/experiment.h include/segscope/measure.h
noinst_HEADERS += include/segscope/migration.h
noinst_HEADERS += include/segscope/overlap.h
noinst_HEADERS += include/segscope/playbook.h include/segscope/persona.h include/segscope/translation.h
noinst_HEADERS += include/segscope/settings.h
noinst_HEADERS += include/segscope/pinyin.h include/segscope/names.h
noinst_HEADERS += include/segscope/evaluate.h
noinst_HEADERS += include/segscope/uplift.h include/segscope/bandit.h
noinst_HEADERS += include/segscope/digest.h include/segscope/out_file.h include/segscope/table_file.h
noinst_HEADERS += include/segscope/campaign_export.h include/segscope/preset.h include/segscope/pseudonym.h include/segscope/ledger.h include/segscope/results.h include/segscope/handover.h include/segscope/audit_table.h
noinst_HEADERS += include/segscope/uplift.h include/segscope/bandit.h include/segscope/campaign_uplift.h
noinst_HEADERS += include/segscope/feature_half.h
noinst_HEADERS += include/segscope/plot.h
noinst_HEADERS += include/segscope/format.h
noinst_HEADERS += include/segscope/uplift.h include/segscope/bandit.h include/segscope/campaign_uplift.h include/segscope/learning.h include/segscope/course.h include/segscope/goal.h include/segscope/take_in.h
noinst_HEADERS += include/segscope/figure.h include/segscope/figure_uplift.h
noinst_HEADERS += include/segscope/user_order.h
noinst_HEADERS += include/segscope/personal.h
noinst_HEADERS += include/segscope/merged.h
noinst_HEADERS += include/segscope/result_match.h
noinst_HEADERS += include/segscope/said_words.h
noinst_HEADERS += include/segscope/member_list.h
noinst_HEADERS += include/segscope/person_list.h
noinst_HEADERS += include/segscope/progress.h include/segscope/steps.h include/segscope/last_event.h
noinst_HEADERS += include/segscope/blas.h
