/* RFM: users in a grid by how recently they came, how often, and for how much money; its cells have names a marketer knows.
 *
 * Each of three features of a set (the axes) is cut into bins, by quantiles or at points a person names, and gives every user a
 * score from 1 to the number of bins, the highest being the best. The rule for ties: a cut belongs to the bin below it, so the score
 * is 1 + the number of cuts that lie below the value; equal values always get equal scores, and bins can be empty. Of recency less is
 * better, so its scores are turned round.
 *
 * The grid has a row for each recency score and a column for each score of frequency, of money, or of both together. The definition
 * of the grid, cut points included, is kept in the workspace: users can be listed and filtered by their scores (rfm_recency,
 * rfm_frequency, rfm_monetary, rfm_value, rfm), and users who come later are rated by the same cut points. */
#ifndef SEGSCOPE_RFM_H
#define SEGSCOPE_RFM_H

#include <segscope/segment.h>

G_BEGIN_DECLS

#define SEG_RFM_LEAST_BINS 2
#define SEG_RFM_MOST_BINS 10

typedef enum { SEG_RFM_RECENCY, SEG_RFM_FREQUENCY, SEG_RFM_MONETARY, SEG_RFM_N_AXES } SegRfmAxis;

const char *seg_rfm_axis_name (SegRfmAxis axis); /* "recency", "frequency", "monetary" */

/* What the columns of the grid are. */
typedef enum { SEG_RFM_BY_BOTH, SEG_RFM_BY_FREQUENCY, SEG_RFM_BY_MONETARY } SegRfmColumns;

const char *seg_rfm_columns_name (SegRfmColumns columns); /* "both", "frequency", "monetary" */
gboolean    seg_rfm_columns_parse (const char *name, SegRfmColumns *columns);

/* The named groups of cells, the best first. NONE: users without a value on an axis, who are in no cell. */
typedef enum {
	SEG_RFM_CHAMPIONS, SEG_RFM_LOYAL, SEG_RFM_POTENTIAL, SEG_RFM_NEW, SEG_RFM_PROMISING, SEG_RFM_ATTENTION, SEG_RFM_SLEEPY,
	SEG_RFM_AT_RISK, SEG_RFM_CANNOT_LOSE, SEG_RFM_HIBERNATING, SEG_RFM_LOST, SEG_RFM_NONE,
	SEG_RFM_N_GROUPS
} SegRfmGroup;

const char *seg_rfm_group_code (SegRfmGroup group); /* "champions", "potential-loyalists", ... as on the command line */
gboolean    seg_rfm_group_parse (const char *code, SegRfmGroup *group);
/** One sentence: who they are, and what one does about them. */
const char *seg_rfm_group_meaning (SegRfmGroup group);

typedef enum { SEG_RFM_ENGLISH, SEG_RFM_CHINESE } SegRfmLanguage;

/** The language of the person's settings. */
SegRfmLanguage seg_rfm_language (void);

/* How one axis is cut. Quantiles are those of the users who have a value on all three axes. */
typedef struct {
	char    *feature;  /* of the catalogue; not an attribute */
	gboolean own_cuts; /* a person named the points; else they are quantiles (type 7) at 1/bins, 2/bins, ... */
	guint    n_bins;
	double   cuts[SEG_RFM_MOST_BINS - 1]; /* n_bins - 1, not falling */
} SegRfmRule;

typedef struct {
	SegRfmRule    axes[SEG_RFM_N_AXES];
	SegRfmColumns columns;
	char         *names[SEG_RFM_N_GROUPS]; /* never NULL, all different */
	guint8        cells[SEG_RFM_MOST_BINS][SEG_RFM_MOST_BINS]; /* [row][column] from 0: group + 1 a person put there; 0: the usual one */
} SegRfmDefinition;

void              seg_rfm_definition_free (SegRfmDefinition *definition);
SegRfmDefinition *seg_rfm_definition_copy (const SegRfmDefinition *definition);

/**
 * What one begins with: days since the last purchase, orders and spend by fifths; where there are no purchases, what comes nearest
 * among the features of @set. NULL with SEG_ERROR_DATA: says which kind of figure is missing.
 */
SegRfmDefinition *seg_rfm_definition_usual (SegWorkspace *workspace, const SegFeatureSet *set, GError **error);
/** The kept one where there is one and @set has its features, else the usual one. */
SegRfmDefinition *seg_rfm_definition_load (SegWorkspace *workspace, const SegFeatureSet *set, GError **error);
/** Keeps it: lists of users then have its scores. Audited. */
gboolean          seg_rfm_definition_keep (SegWorkspace *workspace, const SegRfmDefinition *definition, GError **error);

/** Whether it is kept just as it is. */
gboolean          seg_rfm_definition_is_kept (SegWorkspace *workspace, const SegRfmDefinition *definition, gboolean *is_kept, GError **error);
/** All of it as text: equal texts, equal definitions. Free with g_free(). */
char             *seg_rfm_definition_words (const SegRfmDefinition *definition);

/* Changes. Each leaves @definition as it was on failure. SEG_ERROR_USAGE. */
/** @n_bins: 2 to 10. Quantiles again, where there were own cuts. */
gboolean seg_rfm_set_bins (SegRfmDefinition *definition, SegRfmAxis axis, guint n_bins, GError **error);
/** "30, 90, 180": the largest value of each bin but the last; 1 to 9 of them, rising. */
gboolean seg_rfm_set_cuts (SegRfmDefinition *definition, SegRfmAxis axis, const char *text, GError **error);
/** Quantiles again when @feature is another one. SEG_ERROR_DATA: @set has no such feature (lists them). */
gboolean seg_rfm_set_feature (SegWorkspace *workspace, const SegFeatureSet *set, SegRfmDefinition *definition, SegRfmAxis axis,
                              const char *feature, GError **error);
/** Cells that a person gave to groups keep them only while the grid keeps its size. */
void     seg_rfm_set_columns (SegRfmDefinition *definition, SegRfmColumns columns);
gboolean seg_rfm_set_name (SegRfmDefinition *definition, SegRfmGroup group, const char *name, GError **error);
void     seg_rfm_set_language (SegRfmDefinition *definition, SegRfmLanguage language);

guint       seg_rfm_n_rows (const SegRfmDefinition *definition);
guint       seg_rfm_n_columns (const SegRfmDefinition *definition);
/** The group of the cell; @row and @column are scores, from 1. */
SegRfmGroup seg_rfm_group_at (const SegRfmDefinition *definition, guint row, guint column);

/* The numbers alone ------------------------------------------------------------------------------------------------ */

/** Type-7 quantiles at 1/n_bins, 2/n_bins, ... of the @n values that are not NAN; @sorted has room for @n. FALSE: there are none. */
gboolean seg_rfm_quantiles (const double *values, gsize n, guint n_bins, double *sorted, double *cuts);
/** 1 to @n_bins; 0 for NAN. */
guint    seg_rfm_score (double value, const double *cuts, guint n_bins, gboolean less_is_better);
/** The column of a user with these scores: one of them, or the mean of both, halves rounded up, on a scale as long as the longer. */
guint    seg_rfm_column (const SegRfmDefinition *definition, guint frequency, guint monetary);

/* The grid --------------------------------------------------------------------------------------------------------- */

typedef struct {
	gint64 n_users;
	double revenue;       /* 0 where there is no money */
	double monetary_sum;  /* of the users' monetary scores */
} SegRfmCell;

typedef struct {
	SegRfmDefinition *definition; /* with the cut points used */
	gint64     set_id, as_of;
	gboolean   has_revenue;
	gsize      n_users, n_rated;  /* of the set; in the grid */
	guint      n_rows, n_columns;
	SegRfmCell cells[SEG_RFM_MOST_BINS][SEG_RFM_MOST_BINS]; /* [row score - 1][column - 1] */
	SegRfmCell groups[SEG_RFM_N_GROUPS];
	SegRfmCell all;
	char      *labels[SEG_RFM_N_AXES], *units[SEG_RFM_N_AXES]; /* of the axes' features */
	gint64    *user_ids;          /* n_users, ascending */
	guint8    *scores;            /* n_users x 3; 0: not known */
	guint8    *group_of;          /* n_users */
} SegRfm;

/**
 * Rates the users of @set.
 *
 * @keep_cuts: rate by the cut points of @definition as they are; else quantile axes find theirs anew.
 * NULL with SEG_ERROR_DATA (a feature is gone, nobody has a value), SEG_ERROR_CANCELLED, SEG_ERROR_MEMORY.
 * Cost: O(n log n) time, 60 bytes a user.
 */
SegRfm *seg_rfm_compute (SegWorkspace *workspace, const SegFeatureSet *set, const SegRfmDefinition *definition, gboolean keep_cuts,
                         SegJob *job, GError **error);
void    seg_rfm_free (SegRfm *rfm);

/** The values a score of an axis stands for: "up to 30 days", "31 to 90 days", "over 90 days". */
char *seg_rfm_range (const SegRfm *rfm, SegRfmAxis axis, guint score);
/** The unit of an axis as it is said of @value: "day" of 1, else "days". */
const char *seg_rfm_unit (const SegRfm *rfm, SegRfmAxis axis, double value);
/** A filter of users for a cell, and for a group: for lists of users once the definition is kept. */
char *seg_rfm_cell_filter (const SegRfmDefinition *definition, guint row, guint column);
char *seg_rfm_group_filter (const SegRfmDefinition *definition, SegRfmGroup group);

/**
 * Keeps @rfm as the segmentation @name: a segment for each group that has users, by name; the definition stays with it, so that
 * later users are put by the same cut points. The algorithm is called "rfm"; segments have no centroid, and users no distance.
 * As seg_segmentation_save() otherwise.
 */
gint64 seg_rfm_save (SegWorkspace *workspace, const char *name, const SegFeatureSet *set, const SegRfm *rfm, gboolean replace,
                     SegJob *job, GError **error);

/** Whether the segmentation is an RFM grid. */
gboolean seg_segmentation_is_rfm (const SegSegmentation *segmentation);

/**
 * Puts all users into the segments of @id anew by the cut points kept with it. Its features are computed again first where they are
 * stale. Segments keep their names and whatever refers to them; one that is new gets the name of its group; one that has become empty stays.
 *
 * @n_moved: (out) users who changed segments, came, or went. SEG_ERROR_ARGUMENT: it is no RFM grid.
 */
gboolean seg_rfm_refresh (SegWorkspace *workspace, gint64 id, gint64 *n_moved, SegJob *job, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegRfmDefinition, seg_rfm_definition_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegRfm, seg_rfm_free)

G_END_DECLS

#endif
