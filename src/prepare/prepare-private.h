/* What the files of the quality report share. */
#ifndef SEG_PREPARE_PRIVATE_H
#define SEG_PREPARE_PRIVATE_H

#include <segscope/prepare.h>

#include "prepare/alike.h"
#include "prepare/counter.h"

/* Rows, read in slices of their ids on several threads (pass.c). ------------------------------------------------------ */

typedef struct {
	const char *table;   /* "user", "item", "event" */
	const char *phrase;  /* translatable, for the progress */
	const char *const *pieces; /* columns, SEG_ROWS_MOST at most in each; where there are more, rows come once for each piece */
	guint       n_pieces;
	const char *rest;    /* what stands behind them, with :first and :last, both included, of the table's ids */
	/* Called for each row by worker number @worker; workers share nothing but what they guard. */
	void      (*row) (guint worker, guint piece, const SegRow *row, gpointer data);
	/* Fewer columns, the id first, that do for most rows; NULL: none. FALSE: this row needs all of them, and comes again. */
	const char *plain;
	gboolean  (*plain_row) (guint worker, const SegRow *row, gpointer data);
	gint       *enough;  /* atomic: set when nothing more needs to be read; NULL: all rows are */
	gpointer    data;
} SegPass;

/* How many workers a pass over that table will have. */
gboolean seg_pass_workers (SegWorkspace *workspace, const char *table, guint *n_workers, GError **error);
gboolean seg_pass_run (SegWorkspace *workspace, const SegPass *pass, guint n_workers, SegJob *job, GError **error);

/* A column while it is read: a counter for each worker (column_scan.c). ----------------------------------------------- */

#define SEG_LIKE_NUMBER 1
#define SEG_LIKE_DATE 2
#define SEG_LIKE_OTHER 4

typedef struct {
	SegColumnQuality *quality; /* filled by seg_scan_finish(); NULL: only counted (hashes of rows) */
	SegCounter **counters;     /* one for each worker */
	guint        n_workers;
	gint         dropped;      /* atomic: did not fit, to be read again */
	gboolean     reads;        /* whether texts are looked at: what they read as, and words for "unknown" among them */
	gint64     (*like)[256];   /* for each worker: values beyond its counter's front that read as SEG_LIKE_... */
	GHashTable **stand_ins;    /* for each worker: key -> text of those words, wherever they are counted */
	guint64      top[SEG_QUALITY_TOP]; /* keys of the values at the top of a text column */
	SegTally     tally;        /* after seg_scan_finish() */
	gboolean     keep;         /* the tally is looked at once more: else only its n and total stay */
	gboolean     done;
} SegScan;

SegScan *seg_scan_new (SegColumnQuality *quality, guint n_workers, SegBudget *budget);
void     seg_scan_free (SegScan *scan);
void     seg_scan_number (SegScan *scan, guint worker, double value);
void     seg_scan_text (SegScan *scan, guint worker, const char *text);
void     seg_scan_key (SegScan *scan, guint worker, guint64 key);
/* Sorts and describes those of @scans that were not dropped, several at a time. */
gboolean seg_scans_finish (GPtrArray *scans, SegJob *job, GError **error);
/* Reads the texts at the top of columns that no worker had kept: most frequent, but met late (text-top.c). Columns are those of @table. */
gboolean seg_scans_name_top (GPtrArray *scans, SegWorkspace *workspace, const char *table, guint n_workers, SegJob *job, GError **error);
/* Gets ready to read again those that were dropped; FALSE when there are none. */
gboolean seg_scans_again (GPtrArray *scans, SegBudget *budget);

/* One number for text: equal texts give equal numbers; others hardly ever (64 bits). */
guint64  seg_hash_text (guint64 hash, const char *text);

static inline guint64
seg_hash_mix (guint64 hash, guint64 value)
{
	hash = (hash ^ value) * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);
	hash ^= hash >> 32;
	hash *= G_GUINT64_CONSTANT (0xD6E8FEB86659FD93);
	return hash ^ hash >> 29;
}

/* Figures (statistics.c). ----------------------------------------------------------------------------------------------- */

/* Fills the figures of a column of numbers or dates. */
void     seg_quality_describe (SegColumnQuality *column, const SegTally *tally);
double   seg_tally_quantile (const SegTally *tally, double share);
/* Values that most likely stand for something else (suspects.c). */
void     seg_quality_suspect_numbers (SegColumnQuality *column, const SegTally *tally);
/* Suspects and variants of a column of texts, from its different texts with their counts, most frequent first; where there are too
 * many, from the words for "unknown" alone. */
void     seg_quality_suspect_texts (SegColumnQuality *column, const SegValueCount *texts, gsize n);
/* Whether the texts of a column identify something, and are looked at no closer. */
gboolean seg_quality_is_key (const SegColumnQuality *column);
/* Why @text most likely says nothing, or NULL (stand-ins.c). */
const char *seg_stand_in_reason (const char *text);
/* Which of SEG_LIKE_* a text reads as. */
guint    seg_text_like (const char *text);

/* Users alike (alike.c). ------------------------------------------------------------------------------------------------- */

/* A way to find one person twice: a key made of the user's attributes, counted while users are read. */
typedef struct {
	const char *field;  /* "phone", "email", "name" */
	guint       attribute, other; /* their places among the attributes; other: what must be equal too (of a name) */
	char       *(*make) (const char *text);
	const char *sentence, *advice; /* translatable; the sentence takes the number of users */
	const char *shared; /* likewise, of values that too many share */
	SegScan    *scan;
} SegTrait;

/* Those that the attributes of users allow, with scans: GArray of SegTrait. Free the scans with it: seg_alike_free(). */
GArray *seg_alike_new (const GPtrArray *attributes, guint n_workers, SegBudget *budget);
void    seg_alike_free (GArray *alikes);
/* From @column on @row has, for each of @alikes, its attribute and, where there is one, the other. */
void    seg_alike_row (const GArray *alikes, guint worker, const SegRow *row, guint column);
/* Says what was found, when the scans are finished. */
void    seg_alike_say (const GArray *alikes, SegQualityReport *report, gint64 n_users);

/* The passes. -------------------------------------------------------------------------------------------------------------- */

/* Adds the columns of "user" or "item" to @report (entity-scan.c). */
gboolean seg_quality_entity (SegWorkspace *workspace, const char *entity, SegQualityReport *report, SegJob *job, GError **error);
/* Adds the columns of the event table and says what is to be said of events (event-scan.c). */
gboolean seg_quality_events (SegWorkspace *workspace, SegQualityReport *report, SegJob *job, GError **error);
/* Whether any user (item) came with a file of its own. */
gboolean seg_quality_is_listed (SegWorkspace *workspace, const char *entity, gboolean *listed, GError **error);
SegColumnQuality *seg_quality_add_column (SegQualityReport *report, const char *table, const char *name, const char *label,
                                          const char *field, SegType type);

/* Findings. ------------------------------------------------------------------------------------------------------------------ */

/* Adds all findings that need more than the passes; the columns and counts are there already (findings.c). */
gboolean seg_quality_findings (SegWorkspace *workspace, SegQualityReport *report, GError **error);

/* How bad @count of @whole is: from which shares on it is a warning, a problem. */
SegFindingWeight seg_quality_weigh (gint64 count, gint64 whole, double warning, double problem);
/* "users", "items", "events" */
const char      *seg_quality_rows (const char *table);

/* Adds a finding whose sentence is made from @format. Takes nothing. */
SegFinding *seg_quality_say (SegQualityReport *report, SegFindingKind kind, SegFindingWeight weight, const char *table, gint64 count,
                             gint64 whole, const char *advice, const char *format, ...) G_GNUC_PRINTF (8, 9);
void        seg_quality_of_column (SegFinding *finding, const SegColumnQuality *column);

/* Scores, order and the problems worth fixing first (score.c). */
void        seg_quality_score (SegQualityReport *report);
/* Gives findings their fixes (fixes.c). */
void        seg_quality_fixes (SegQualityReport *report);
void        seg_fix_free (SegFix *fix);

SegQualityReport *seg_quality_report_new (void);
/* The report as JSON and back; NULL when @text is not one (json.c). */
char             *seg_quality_to_json (const SegQualityReport *report);
SegQualityReport *seg_quality_from_json (const char *text);
void              seg_suspect_free (SegSuspect *suspect);
void              seg_variants_free (SegVariants *variants);

#endif
