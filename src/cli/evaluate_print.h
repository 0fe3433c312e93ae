/* Tests of recommenders as tables. */
#ifndef SEG_CLI_EVALUATE_PRINT_H
#define SEG_CLI_EVALUATE_PRINT_H

#include <segscope/evaluate.h>

#include "cli.h"

/** A row a recommender; @tried: the settings that were tried instead. */
void seg_cli_print_runs (const SegEvaluation *evaluation, gboolean tried, SegOutput output);
/** A row a recommender and part of the people or of the items. */
void seg_cli_print_parts (const SegEvaluation *evaluation, SegOutput output);
/** A row a test. */
void seg_cli_print_evaluations (const GPtrArray *evaluations, SegOutput output);

#endif
