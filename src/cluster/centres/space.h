/* Ways to be apart besides the Euclidean one, for algorithms that know rows and centres only (space.c).
 *
 * Manhattan: the sum of the differences. Cosine: 1 - the cosine of the angle; rows are kept at length 1. Mixed: squared differences
 * of the numbers, and gamma for each category in which two differ. Gower: see hierarchical/gower.c; numbers are kept as shares of
 * their range, categories that are not known as -1. A row of a space is its numbers, then the codes of its
 * categories; so is a centre. */
#ifndef SEG_SPACE_H
#define SEG_SPACE_H

#include "../cluster-private.h"

#include <math.h>

typedef struct {
	SegDistance distance;
	gsize      n_numbers, n_codes; /* columns of @rows */
	double     gamma;              /* mixed: what differing in one category costs */
	SegMatrix *rows;
	SegTiles  *tiles;              /* of @rows */
} SegSpace;

/* The hot loop, in versions for each kind of processor (space_kernel.c). */
typedef struct {
	/* @out: SEG_TILE_ROWS costs of the lanes of a tile to @centre. */
	void (*costs) (const SegSpace *space, const double *tile, const double *centre, double *out);
} SegSpaceKernel;

/** The version that goes with seg_processor(). */
const SegSpaceKernel *seg_space_kernel (void);

/* Columns of a matrix that are the values of one category, as codes: the number of the column that is up, or their number where
 * none is ("not known"); of a lone yes/no column 0 (no) or 1. */
typedef struct {
	gsize    n_columns, n_numbers, n_groups;
	guint32 *numbers;    /* n_numbers: columns */
	guint32 *first;      /* n_groups: the first column of the category */
	guint32 *n_values;   /* n_groups: its columns */
	double  *thresholds; /* n_columns: above it the column is up */
	double  *low, *high; /* n_columns: what it holds when it is down and up */
} SegMixture;

/** From the groups of @matrix; from its values: what is up. */
SegMixture *seg_mixture_columns_of (const SegMatrix *matrix);
/** From matrices of a rule: @groups, @low and @high, 1 x n_columns each. NULL: they are no such columns. */
SegMixture *seg_mixture_columns_from (const SegMatrix *groups, const SegMatrix *low, const SegMatrix *high);
void        seg_mixture_columns_free (SegMixture *columns);
/** Codes a category of @columns can have, "not known" included. */
guint       seg_mixture_codes (const SegMixture *columns, gsize group);
/** @out: n_numbers + n_groups values of a row. */
void        seg_mixture_read (const SegMixture *columns, const double *row, double *out);
/** The other way, for a centre. */
void        seg_mixture_write (const SegMixture *columns, const double *centre, double *row);

/** Of all rows of @matrix. @columns: mixed only, else NULL. @gamma: mixed. NULL with SEG_ERROR_MEMORY, SEG_ERROR_CANCELLED. */
SegSpace *seg_space_new (SegDistance distance, const SegMatrix *matrix, const SegMixture *columns, double gamma, SegJob *job, GError **error);
/** Of @n rows that are in the columns of @like->rows already. */
SegSpace *seg_space_of_rows (const SegSpace *like, const double *rows, gsize n, SegJob *job, GError **error);
void      seg_space_free (SegSpace *space);

/** The nearest of @centres (k x columns of space->rows) for each row, ties to the lowest; @costs: n or NULL. */
void      seg_space_assign (const SegSpace *space, const double *centres, guint k, gint32 *labels, double *costs, SegJob *job);
/** @costs: of all rows to one point. */
void      seg_space_costs (const SegSpace *space, const double *point, double *costs, SegJob *job);

/** What is said and kept as distance for a cost: the cost itself, or for mixed data its root. */
static inline double
seg_space_distance (SegDistance distance, double cost)
{
	return distance == SEG_DISTANCE_MIXED ? sqrt (MAX (cost, 0)) : MAX (cost, 0);
}

/* Centres by passes over the rows, from several starts (centres.c). */
typedef struct {
	guint   k, restarts, max_passes;
	guint64 seed;
} SegCentresOptions;

typedef struct {
	guint    k;
	double  *centres;   /* k x columns of space->rows */
	gint32  *labels;    /* n */
	double  *costs;     /* n: to the own centre */
	double   objective; /* their sum */
	guint    passes;
	gboolean converged;
} SegCentres;

/** The best of all starts; @n_codes: for mixed, the codes of each category. NULL with an error. */
SegCentres *seg_centres_search (const SegSpace *space, const guint *n_codes, const SegCentresOptions *options, SegJob *job, GError **error);
/** From given centres (k x columns), for tests and for carrying on. */
SegCentres *seg_centres_from (const SegSpace *space, const guint *n_codes, const double *starts, guint k, guint max_passes, SegJob *job,
                              GError **error);
void        seg_centres_free (SegCentres *centres);

/** Exact silhouette widths in the distance of @space, in O(n k d): no pair is looked at. @labels: in -1..k-1; widths of -1: NAN.
 * (widths.c) FALSE with an error. */
/** The same where every pair must be looked at (pair_widths.c); arguments as seg_silhouettes(). */
gboolean    seg_space_pair_widths (const SegSpace *space, const SegLabelling *labellings, guint n_labellings, const gsize *queries,
                                   gsize n_queries, SegJob *job, GError **error);
gboolean    seg_space_widths (const SegSpace *space, const gint32 *labels, guint k, SegJob *job, double *widths, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegMixture, seg_mixture_columns_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegSpace, seg_space_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegCentres, seg_centres_free)

#endif
