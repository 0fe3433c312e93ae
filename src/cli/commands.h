/* The commands, one file each. */
#ifndef SEG_COMMANDS_H
#define SEG_COMMANDS_H

#include "cli.h"

extern const SegCommand seg_command_import;
extern const SegCommand seg_command_demo;
extern const SegCommand seg_command_info;
extern const SegCommand seg_command_rejects;
extern const SegCommand seg_command_orders;
extern const SegCommand seg_command_quality;
extern const SegCommand seg_command_clean;
extern const SegCommand seg_command_features;
extern const SegCommand seg_command_pca;
extern const SegCommand seg_command_lda;
extern const SegCommand seg_command_tree;
extern const SegCommand seg_command_rfm;
extern const SegCommand seg_command_correlations;
extern const SegCommand seg_command_select;
extern const SegCommand seg_command_outliers;
extern const SegCommand seg_command_recommend;
extern const SegCommand seg_command_evaluate;
extern const SegCommand seg_command_campaign, seg_command_contact, seg_command_offer;
extern const SegCommand seg_command_export;
extern const SegCommand seg_command_audit;
extern const SegCommand seg_command_measure;
extern const SegCommand seg_command_results;
extern const SegCommand seg_command_check;
extern const SegCommand seg_command_repair;
extern const SegCommand seg_command_backup;
extern const SegCommand seg_command_sweep, seg_command_ways;
extern const SegCommand seg_command_runs;
extern const SegCommand seg_command_cluster;
extern const SegCommand seg_command_explain;
extern const SegCommand seg_command_rules;
extern const SegCommand seg_command_edit;
extern const SegCommand seg_command_overlap;
extern const SegCommand seg_command_uses;
extern const SegCommand seg_command_history;
extern const SegCommand seg_command_segments;
extern const SegCommand seg_command_renew;
extern const SegCommand seg_command_pin;
extern const SegCommand seg_command_migration;
extern const SegCommand seg_command_drift;
extern const SegCommand seg_command_profile;
extern const SegCommand seg_command_persona;
extern const SegCommand seg_command_playbook;
extern const SegCommand seg_command_users;
extern const SegCommand seg_command_user;
extern const SegCommand seg_command_settings;
extern const SegCommand seg_command_record;
extern const SegCommand seg_command_replay;
extern const SegCommand seg_command_uplift, seg_command_arms, seg_command_take_in;

/** Says how refunds and other orders are treated, where there are any; one line, in table output. */
void seg_cli_say_orders (const SegCommonOptions *common, SegWorkspace *workspace);

/** Prints what is wrong with a file (SegProblem*): sentences, or a table as csv or json. */
void seg_cli_print_problems (const SegCommonOptions *common, const GPtrArray *problems);

#endif
