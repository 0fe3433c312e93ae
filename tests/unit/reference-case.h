/* The data sets behind reference/features: numeric columns as a matrix (rows with a missing number left out), others as words. */
#ifndef REFERENCE_CASE_H
#define REFERENCE_CASE_H

#include "feature-fixture.h"

typedef struct {
	const char *name, *file;
	const char *numeric[8];    /* NULL-terminated */
	const char *categories[6];
	const char *group;
} ReferenceCase;

static const ReferenceCase reference_cases[] = {
	{ "telco", "telco-churn/Telco-Customer-Churn.csv", { "tenure", "MonthlyCharges", "TotalCharges", "SeniorCitizen" },
	  { "Contract", "PaymentMethod", "InternetService", "gender", "Partner" }, "Churn" },
	{ "wholesale", "wholesale-customers/wholesale_customers.csv", { "Fresh", "Milk", "Grocery", "Frozen", "Detergents_Paper", "Delicassen" },
	  { "Channel" }, "Region" },
	{ "xapi", "xapi-edu/xAPI-Edu-Data.csv", { "raisedhands", "VisITedResources", "AnnouncementsView", "Discussion" },
	  { "gender", "StudentAbsenceDays", "Topic", "Relation" }, "Class" },
	{ "shoppers", "online-shoppers/online_shoppers_intention.csv",
	  { "Administrative", "Informational", "ProductRelated", "ProductRelated_Duration", "BounceRates", "ExitRates", "PageValues" },
	  { "Month", "VisitorType", "Weekend" }, "Revenue" },
};

typedef struct {
	Table     *table;
	gsize     *rows;   /* of the table, those that are used */
	SegMatrix *matrix; /* the numeric columns */
} ReferenceData;

static inline gboolean
reference_row_is_whole (const Table *table, gsize row, const ReferenceCase *which)
{
	for (gsize j = 0; which->numeric[j] != NULL; j++) {
		const char *text = g_strstrip ((char *) table_text (table, row, which->numeric[j]));
		char *end;

		g_ascii_strtod (text, &end);
		if (end == text || *end != '\0')
			return FALSE;
	}
	return TRUE;
}

/* NULL where the file is not there: the test is then marked as skipped. */
static inline ReferenceData *
reference_data_read (const ReferenceCase *which)
{
	g_autofree char *name = g_strconcat ("data/", which->file, NULL);
	g_autofree gsize *rows = NULL;
	Table *table = table_read (name);
	ReferenceData *data;
	gsize n = 0, d = g_strv_length ((char **) which->numeric);

	if (table == NULL)
		return NULL;
	data = g_new0 (ReferenceData, 1);
	data->table = table;
	rows = data->rows = g_new (gsize, table->n_rows);
	for (gsize row = 0; row < table->n_rows; row++)
		if (table->rows[row][0] != NULL && table->rows[row][0][0] != '\0' && reference_row_is_whole (table, row, which))
			rows[n++] = row;
	data->matrix = seg_matrix_new (n, d, NULL);
	for (gsize i = 0; i < n; i++)
		for (gsize j = 0; j < d; j++)
			seg_matrix_row (data->matrix, i)[j] = table_number (table, rows[i], which->numeric[j]);
	data->rows = g_steal_pointer (&rows);
	return data;
}

static inline void
reference_data_free (ReferenceData *data)
{
	table_free (data->table);
	g_free (data->rows);
	seg_matrix_free (data->matrix);
	g_free (data);
}

/* Numbers the words of @column in order of appearance; returns how many there are. */
static inline guint
reference_classes (const ReferenceData *data, const char *column, gint32 *classes)
{
	g_autoptr (GHashTable) numbers = g_hash_table_new (g_str_hash, g_str_equal);

	for (gsize i = 0; i < data->matrix->n_rows; i++) {
		const char *text = table_text (data->table, data->rows[i], column);
		gpointer number = g_hash_table_lookup (numbers, text);

		if (number == NULL) {
			number = GUINT_TO_POINTER (g_hash_table_size (numbers) + 1);
			g_hash_table_insert (numbers, (gpointer) text, number);
		}
		classes[i] = GPOINTER_TO_INT (number) - 1;
	}
	return g_hash_table_size (numbers);
}

static inline gsize
reference_column (const ReferenceCase *which, const char *name)
{
	for (gsize j = 0; which->numeric[j] != NULL; j++)
		if (strcmp (which->numeric[j], name) == 0)
			return j;
	g_error ("no column %s", name);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReferenceData, reference_data_free)

#endif
