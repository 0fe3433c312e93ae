/* The table of commands, in the order of the journey. Help, completion and the man page follow it. */
#include <config.h>
#include "commands.h"

const SegCommand *const seg_commands[] = {
	&seg_command_demo,
	&seg_command_import,
	&seg_command_info,
	&seg_command_rejects,
	&seg_command_orders,
	&seg_command_quality,
	&seg_command_clean,
	&seg_command_features,
	&seg_command_select,
	&seg_command_correlations,
	&seg_command_outliers,
	&seg_command_pca,
	&seg_command_rfm,
	&seg_command_sweep,
	&seg_command_cluster,
	&seg_command_tree,
	&seg_command_runs,
	&seg_command_segments,
	&seg_command_explain,
	&seg_command_rules,
	&seg_command_profile,
	&seg_command_lda,
	&seg_command_users,
	&seg_command_user,
	&seg_command_recommend,
	&seg_command_evaluate,
	&seg_command_campaign,
	&seg_command_export,
	&seg_command_audit,
	&seg_command_check,
	&seg_command_repair,
	&seg_command_backup,
	NULL
};
