/* Users' attributes as they are, column by column: not filled, not scaled. What profiles read, where a matrix would take several times
 * the time and memory. */
#ifndef SEGSCOPE_ATTRIBUTE_COLUMNS_H
#define SEGSCOPE_ATTRIBUTE_COLUMNS_H

#include <segscope/feature.h>

G_BEGIN_DECLS

/* One attribute of all users asked for. A category holds texts, each with one value or more ("music|film"). */
typedef struct {
	char    *feature, *label; /* "user.city", "City" */
	SegType  type;
	double  *numbers;         /* by user: NAN where missing; NULL: a category */
	guint32 *texts;           /* by user: number of the text + 1, 0 where missing; NULL: no category */
	GPtrArray *values;        /* of char*: most frequent first, as in seg_feature_matrix() */
	gsize    n_texts;
	gsize   *starts;          /* n_texts + 1: where the values of each text begin in positions */
	guint32 *positions;       /* of values */
	gsize    n_shown;         /* values that are columns of their own; those after them share one */
	gsize    n_columns;
	SegMatrixColumn *columns; /* n_columns, named as in seg_feature_matrix(); minimum of numbers; otherwise empty */
} SegAttributeColumn;

/**
 * All attributes of the catalogue for the users @user_ids (@n, ascending) of @set: GPtrArray of SegAttributeColumn*, owned.
 * Cost: a pass over the users for up to 100 attributes.
 */
GPtrArray *seg_attribute_columns (SegWorkspace *workspace, const SegFeatureSet *set, const GPtrArray *catalogue, const gint64 *user_ids,
                                  gsize n, SegJob *job, GError **error);

/** "Comedy|Drama", "设计、写作", "Art; Music": the parts, trimmed, none twice, none empty. Free with g_strfreev(). */
char **seg_categories_split (const char *text);

/** The value of column @offset of @column for user number @i: NAN where it is missing; a category's columns are 0 or 1 for everyone. */
static inline double
seg_attribute_value (const SegAttributeColumn *column, gsize offset, gsize i)
{
	guint32 text;

	if (column->numbers != NULL)
		return column->numbers[i];
	text = column->texts[i];
	for (gsize at = text > 0 ? column->starts[text - 1] : 0; text > 0 && at < column->starts[text]; at++)
		if (MIN (column->positions[at], column->n_shown) == offset)
			return 1;
	return 0;
}

G_END_DECLS

#endif
