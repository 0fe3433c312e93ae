/* The screens of the quality report: findings and columns, one column, and the fix of a problem. */
#ifndef SEG_TUI_QUALITY_H
#define SEG_TUI_QUALITY_H

#include <segscope/prepare.h>

#include "screen.h"

/* A column's page; argument: a const SegColumnQuality*, from which table and name are taken. */
extern const SegViewClass seg_quality_column_view;

/** Shows what @fix would change, and applies it when the person says so; u takes it back (seg_fix_undo()). @fix is copied. */
void     seg_fix_offer (SegView *view, const SegFix *fix);
/** Takes back the last fix that was applied in this run of the program. */
void     seg_fix_undo (SegView *view);
gboolean seg_fix_can_undo (const SegView *view);

/* Words and inks for findings and columns (quality-words.c). */
SegInk      seg_finding_ink (SegFindingWeight weight);
const char *seg_finding_sign (SegFindingWeight weight);
const char *seg_quality_type_name (SegType type);
const char *seg_quality_table_name (const char *table);
/** A value of the column as people read it; NULL for texts. Free with g_free(). */
char       *seg_quality_value (const SegColumnQuality *column, double value);
double      seg_quality_missing_share (const SegColumnQuality *column);
/** Why each table has its score. Free with g_free(). */
char       *seg_quality_explain_scores (const SegQualityReport *report);

/* The list of all findings, those worth fixing first on top (quality-findings.c), and that of the columns (quality-columns.c). */
typedef struct SegFindingList SegFindingList;
typedef struct SegColumnList SegColumnList;

SegFindingList   *seg_finding_list_new (void);
void              seg_finding_list_free (SegFindingList *list);
void              seg_finding_list_set (SegFindingList *list, const SegQualityReport *report); /* borrowed, until the next call */
SegList          *seg_finding_list (SegFindingList *list);
const SegFinding *seg_finding_list_cursor (const SegFindingList *list); /* NULL: none */

SegColumnList          *seg_column_list_new (void);
void                    seg_column_list_free (SegColumnList *list);
void                    seg_column_list_set (SegColumnList *list, const SegQualityReport *report);
SegList                *seg_column_list (SegColumnList *list);
const SegColumnQuality *seg_column_list_cursor (const SegColumnList *list);

#endif
