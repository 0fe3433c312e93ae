/* What files of results say of a campaign: who opened, clicked, bought, unsubscribed, by arm; and which of it cannot count, and why. */
#ifndef SEGSCOPE_RESULTS_H
#define SEGSCOPE_RESULTS_H

#include <segscope/campaign.h>

G_BEGIN_DECLS

/* What is the matter with a row, in this order; the first three keep it from being counted. */
typedef enum {
	SEG_RESULTS_UNMATCHED,   /* of somebody who is not on the list */
	SEG_RESULTS_EARLY,       /* more than a day before the list went out */
	SEG_RESULTS_LATE,        /* after the days of the goal */
	SEG_RESULTS_HELD_BACK,   /* sent, delivered, opened or clicked by somebody who was held back */
	SEG_RESULTS_OTHER_ARM,   /* the file names another arm than the list */
	SEG_RESULTS_NOT_WRITTEN, /* sent, delivered, opened or clicked by somebody whom the ledger does not have as written to */
	SEG_N_RESULTS_FAULTS
} SegResultsFault;

/** "unmatched", "late", ...: for files and options. */
const char *seg_results_fault_name (SegResultsFault fault);
/** In words, translated: "after the 14 days": free with g_free(). */
char       *seg_results_fault_label (SegResultsFault fault, guint goal_days);

/* One outcome: people of each arm, each once, in the order of SegCampaign.arms, and the money of its rows. */
typedef struct {
	char   *outcome;
	gint64 *people;
	double *money;
	gint64  n; /* of all arms */
} SegResultsOutcome;

typedef struct {
	gint64     n_rows;           /* that name this campaign */
	gint64     n_counted;        /* of them */
	gint64     n_set_aside;      /* rows of their files that were set aside, those that say the same twice among them */
	gint64     n_repeated;       /* those */
	gint64     n_nobody;         /* of them, those of people who are not in the workspace */
	gint64     aside_source;     /* the only file of which rows were set aside: source.id; 0: there are several, or none */
	gint64     faults[SEG_N_RESULTS_FAULTS]; /* rows */
	GPtrArray *outcomes;         /* of SegResultsOutcome*: sent, delivered, opened ... */
	gint64     at;               /* of the last result that has a time; 0: none has */
} SegResults;

/** Cost: one pass over all results. */
SegResults *seg_campaign_results (SegWorkspace *workspace, const SegCampaign *campaign, SegJob *job, GError **error);
void        seg_results_free (SegResults *results);

/* A row, as its file had it. */
typedef struct {
	gint64  user_id, source_id;
	char   *key, *arm, *variant, *outcome, *file; /* arm: of the list; NULL: on none */
	gint64  at;     /* G_MININT64: none */
	double  amount; /* NAN: none */
} SegResultsRow;

/**
 * Rows with @fault, or, where that is SEG_N_RESULTS_FAULTS, counted rows of @outcome (NULL: of any) in @arm (NULL: any): GPtrArray of
 * SegResultsRow*, owned, in the order in which they came.
 */
GPtrArray *seg_campaign_results_rows (SegWorkspace *workspace, const SegCampaign *campaign, SegResultsFault fault, const char *outcome, const char *arm,
                                      gint64 offset, gint64 limit, GError **error);
/** The people of the same rows: ids ascending, each once; owned. */
GArray    *seg_campaign_results_people (SegWorkspace *workspace, const SegCampaign *campaign, SegResultsFault fault, const char *outcome, const char *arm,
                                        GError **error);

/* All of it as lines, for a table: who was written to, what does not count or is doubtful, what came back by outcome and arm. */
typedef enum { SEG_RESULTS_LEDGER, SEG_RESULTS_FAULT, SEG_RESULTS_SET_ASIDE, SEG_RESULTS_CAME_BACK } SegResultsPart;

typedef struct {
	SegResultsPart part;
	char   *name, *label;   /* "late", "after the 14 days: not counted" */
	char   *arm;            /* NULL: not of one */
	gint64  people, rows;   /* -1: not known */
	double  share, money;   /* of the arm, or of those to be sent to; NAN: not known */
	int     kind;           /* SegLedgerOutcome, SegResultsFault */
	gint64  source_id;      /* SET_ASIDE: the last file that brought results */
} SegResultsLine;

/** GPtrArray of SegResultsLine*, owned; empty parts are left out. @at: (out) time of the last result, 0: none has one. */
GPtrArray *seg_results_lines (SegWorkspace *workspace, const SegCampaign *campaign, gint64 *at, SegJob *job, GError **error);
void       seg_results_line_free (gpointer line);
/** "ledger", "fault", "set aside", "result": for files. */
const char *seg_results_part_name (SegResultsPart part);
/** The people behind a line: ids ascending, owned. Of those set aside nobody is known. */
GArray    *seg_results_line_people (SegWorkspace *workspace, const SegCampaign *campaign, const SegResultsLine *line, GError **error);

/* Campaigns that results name and that the workspace does not know. */
typedef struct {
	char  *name;
	gint64 n_rows, n_people;
} SegStrayResults;

/** GPtrArray of SegStrayResults*, owned, by name. */
GPtrArray *seg_stray_results (SegWorkspace *workspace, GError **error);
/** Gives the results that name @stray to @campaign. Audited. @n: (out) rows. SEG_ERROR_NOT_FOUND: there are none of that name. */
gboolean   seg_stray_results_give (SegWorkspace *workspace, const char *stray, gint64 campaign_id, gint64 *n, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegResults, seg_results_free)

G_END_DECLS

#endif
