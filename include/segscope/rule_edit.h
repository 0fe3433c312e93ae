/* Rules that were edited: what an algorithm gives new rows, and what people did to its groups since: put together, divided, borders moved.
 *
 * Every row is given to a group. Groups are numbered from 0: first those of the algorithm, then one for rows that fit none of them, then
 * those that divisions made; their numbers never change. Labels are what the rule gives out: each group has one, groups that were put
 * together share it, and -1 is no label. Knows matrices only. */
#ifndef SEGSCOPE_RULE_EDIT_H
#define SEGSCOPE_RULE_EDIT_H

#include <segscope/cluster.h>

G_BEGIN_DECLS

/** @base (taken over) with its labels as groups, each with its own label; those who fit none have none. An edited rule stays what it is. */
SegClusterRule *seg_rule_edit_begin (SegClusterRule *base, GError **error);

guint  seg_rule_edit_n_groups (const SegClusterRule *rule);
/** The group of those whom the algorithm puts into none. */
guint  seg_rule_edit_none (const SegClusterRule *rule);
gint32 seg_rule_edit_label (const SegClusterRule *rule, guint group);

/** Whether distances of that label are measured to its centroid. */
gboolean seg_rule_edit_is_touched (const SegClusterRule *rule, gint32 label);
/** The group has that label from now on: one of those there are, or the next one. */
void   seg_rule_edit_call (SegClusterRule *rule, guint group, gint32 label);

/* One edit: divisions and borders, in which new labels go on behind those there are; then seg_rule_edit_end(). */

/**
 * What the groups of one label are divided into: a row of it goes to where @sub (not an edited rule) puts it, label j to the
 * new group with the label @labels[j], none to that with @labels[k].
 */
gboolean seg_rule_edit_divide (SegClusterRule *rule, gint32 label, const SegClusterRule *sub, const gint32 *labels, GError **error);
/**
 * Rows of label @from whose distance from the plane half way between @from_centre and @to_centre (n_columns values each) is less than
 * @reach, on the side of @from, go to label @to; so do those beyond it.
 */
gboolean seg_rule_edit_border (SegClusterRule *rule, gint32 from, const double *from_centre, gint32 to, const double *to_centre, double reach,
                               GError **error);
/** Which label each one there is (also new ones) becomes (@labels), and the centroids of the @n_labels that there are then (taken over), to
 * which distances are measured where @touched; elsewhere the algorithm says how far. */
gboolean seg_rule_edit_end (SegClusterRule *rule, const gint32 *labels, guint n_labels, SegMatrix *centroids, const gboolean *touched,
                            GError **error);

/** How far @row is from the plane half way between two centres, positive on the side of @from; 0 where the centres are the same. */
double   seg_border_distance (const double *row, const double *from_centre, const double *to_centre, gsize n_columns);

/* Figures of several divisions of the same rows --------------------------------------------------------------------- */

typedef struct {
	double  silhouette; /* mean; NAN for fewer than 2 clusters */
	double  error;      /* standard error of a sample; 0: exact */
	double *widths;     /* k: mean of each cluster, NAN where none of it was looked at */
	double *rows;       /* one a row; NULL: of a sample, or fewer than 2 clusters */
} SegPartitionWidths;

/* Of how many rows silhouettes are measured. */
typedef struct {
	gsize   exact_rows;    /* up to so many: all of them */
	gsize   queries;       /* of more: so many, */
	gsize   references;    /* each compared with so many, */
	gsize   least;         /* among them so many of every group of rows that are together in all divisions, or all it has */
	guint64 seed;
} SegWidthsSample;

/**
 * Silhouettes of @n divisions of the rows of @matrix (labels in 0..k-1, each used), every distance computed once. Samples are drawn from every group of
 * rows that are together in all divisions, and weighed by its size, so that what a division does not touch keeps its figure.
 * @widths: (out) n; clear each with seg_partition_widths_clear(). FALSE with SEG_ERROR_MEMORY, SEG_ERROR_CANCELLED.
 * Cost: O(n_rows^2 d), or of a sample O(n_rows + queries x references x d).
 */
gboolean seg_partitions_widths (const SegMatrix *matrix, const gint32 *const *labels, const guint *ks, guint n, const SegWidthsSample *sample,
                                SegJob *job, SegPartitionWidths *widths, GError **error);
void     seg_partition_widths_clear (SegPartitionWidths *widths);

G_END_DECLS

#endif
