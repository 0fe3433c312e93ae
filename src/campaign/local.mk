noinst_LIBRARIES += libcampaign.a
libcampaign_a_SOURCES = \
	src/campaign/address-private.h src/campaign/address.c src/campaign/alike.c src/campaign/allocation.c src/campaign/audience-private.h src/campaign/audience.c src/campaign/audience_masks.c \
	src/campaign/audience_duration.c src/campaign/audience_outlook.c src/campaign/audience_people.c src/campaign/audience_reach.c src/campaign/audience_shared.c src/campaign/audience_walk.c src/campaign/channel_store.c src/campaign/do_not_contact.c \
	src/campaign/offer_store.c src/campaign/policy_store.c src/campaign/rank.c \
	src/campaign/campaign-private.h src/campaign/balance.c src/campaign/campaign_edit.c src/campaign/campaign_store.c src/campaign/campaign_update.c src/campaign/message-private.h src/campaign/message.c src/campaign/message_parse.c src/campaign/message_sample.c src/campaign/preview_store.c src/campaign/create.c \
	src/campaign/draft.c src/campaign/draft_json.c src/campaign/draft_parse.c src/campaign/eligible_store.c src/campaign/experiment_means.c src/campaign/experiment_shares.c src/campaign/experiment_size.c \
	src/campaign/export.c src/campaign/export_columns.c \
	src/campaign/compare.c src/campaign/funnel.c src/campaign/log_store.c src/campaign/kept_arms.c src/campaign/measure-private.h src/campaign/measure.c src/campaign/measure_before.c src/campaign/measure_store.c src/campaign/measure_words.c \
	src/campaign/members_store.c src/campaign/advice_store.c src/campaign/split.c src/campaign/stale.c src/campaign/suppression.c src/campaign/unwanted.c
libcampaign_a_SOURCES += src/campaign/logistic.c src/campaign/uplift.c src/campaign/uplift-private.h src/campaign/uplift_class.c src/campaign/uplift_tree.c src/campaign/uplift_two_models.c
libcampaign_a_SOURCES += src/campaign/export-private.h src/campaign/export_fields.c src/campaign/export_output.c src/campaign/export_items.c src/campaign/export_rows.c \
	src/campaign/export_fate.c src/campaign/export_names.c src/campaign/export_store.c src/campaign/manifest.c src/campaign/manifest_verify.c src/campaign/normalise.c src/campaign/phone.c \
	src/campaign/preset-private.h src/campaign/preset.c src/campaign/preset_china.c src/campaign/preset_mail.c src/campaign/preset_match.c \
	src/campaign/export_preview.c src/campaign/export_words.c src/campaign/ledger-private.h src/campaign/ledger.c src/campaign/ledger_store.c src/campaign/results.c src/campaign/results_lines.c src/campaign/results_stray.c
libcampaign_a_SOURCES += src/campaign/measure_arms.c src/campaign/bootstrap.c src/campaign/arm_advice.c src/campaign/bandit.c src/campaign/uplift_campaign.c
libcampaign_a_SOURCES += src/campaign/experiment_money.c src/campaign/experiment_sequential.c src/campaign/measure_outcomes.c src/campaign/measure_people.c
libcampaign_a_SOURCES += src/campaign/learning_store.c src/campaign/looks_words.c src/campaign/worked_store.c src/campaign/worked_together.c src/campaign/user_campaigns_store.c src/campaign/course.c
libcampaign_a_SOURCES += src/campaign/goal.c src/campaign/measure_results.c src/campaign/take_in.c
libcampaign_a_SOURCES += src/campaign/members_list.c
