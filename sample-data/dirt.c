/* Every kind of dirt is one call with its number of rows. A row of a record carries at most one kind. */
#include "dirt.h"

#include <stddef.h>

/* Where the dirt of row i of any kind of record is found. */
typedef struct {
	void  *rows;
	int    n;
	size_t width, offset;
} Table;

static Dirt *
dirt_of (const Table *table, int row)
{
	return (Dirt *) (void *) ((char *) table->rows + (size_t) row * table->width + table->offset);
}

static int
pick_clean (Random *random, const Table *table)
{
	int row;

	do
		row = random_below (random, table->n);
	while (*dirt_of (table, row) != CLEAN);
	return row;
}

static void
mark (Random *random, const Table *table, Dirt dirt, int count)
{
	for (int i = 0; i < count; i++)
		*dirt_of (table, pick_clean (random, table)) = dirt;
}

static void
mark_plays (Random *random, const Table *table, Dirt dirt, int count)
{
	for (int i = 0; i < count;) {
		Event *event = (Event *) table->rows + pick_clean (random, table);

		if (event->kind == PLAY) {
			event->dirt = dirt;
			i++;
		}
	}
}

static const char *
unknown_user (Random *random)
{
	static const char *const ids[] = { "u90001", "u90002", "u90017", "u90140", "u91003", "test", "u00000", "guest" };

	return ids[random_below (random, 8)];
}

static const char *
unknown_course (Random *random)
{
	static const char *const ids[] = { "c901", "c902", "c913", "c999" };

	return ids[random_below (random, 4)];
}

/* Copies of true rows under keys that are in no file: deleted accounts, test accounts, withdrawn courses. */
static void
add_unknown_events (Random *random, Records *records, int users, int courses)
{
	for (int i = 0; i < users + courses;) {
		Event event = records->events[random_below (random, records->n_events)];

		if (event.dirt != CLEAN || event.kind == SEARCH)
			continue;
		event.dirt = i < users ? UNKNOWN_USER : UNKNOWN_COURSE;
		if (i < users)
			event.user = unknown_user (random);
		else
			event.course = unknown_course (random);
		records_add_event (records, event);
		i++;
	}
}

static void
add_unknown_purchases (Random *random, Records *records, int users, int courses)
{
	for (int i = 0; i < users + courses;) {
		Purchase purchase = records->purchases[random_below (random, records->n_purchases)];

		if (purchase.dirt != CLEAN)
			continue;
		purchase.dirt = i < users ? UNKNOWN_USER : UNKNOWN_COURSE;
		purchase.order = records->n_orders++;
		if (i < users)
			purchase.user = unknown_user (random);
		else
			purchase.course = unknown_course (random);
		records_add_purchase (records, purchase);
		i++;
	}
}

static void
soil_events (Random *random, Records *records)
{
	Table table;

	add_unknown_events (random, records, 30, 15);
	table = (Table) { records->events, records->n_events, sizeof (Event), offsetof (Event, dirt) };
	mark (random, &table, TWICE, 188);
	mark (random, &table, BAD_TIME, 5);
	mark_plays (random, &table, BAD_VALUE, 3);
	mark_plays (random, &table, ABSURD_VALUE, 6);
	mark (random, &table, SLASHES, table.n / 20);
}

static void
soil_purchases (Random *random, Records *records)
{
	Table table;

	add_unknown_purchases (random, records, 10, 5);
	table = (Table) { records->purchases, records->n_purchases, sizeof (Purchase), offsetof (Purchase, dirt) };
	mark (random, &table, TWICE, 12);
	mark (random, &table, BAD_TIME, 3);
	mark (random, &table, BAD_VALUE, 6);
	mark (random, &table, SLASHES, table.n / 20);
}

static void
soil_opinions (Random *random, Records *records)
{
	Table ratings = { records->ratings, records->n_ratings, sizeof (Rating), offsetof (Rating, dirt) };
	Table reviews = { records->reviews, records->n_reviews, sizeof (Review), offsetof (Review, dirt) };

	mark (random, &ratings, ABSURD_VALUE, 3);
	mark (random, &ratings, BAD_VALUE, 2);
	mark (random, &ratings, SLASHES, ratings.n / 20);
	mark (random, &reviews, SLASHES, reviews.n / 20);
}

void
dirt_plant (Random *random, Records *records)
{
	soil_events (random, records);
	soil_purchases (random, records);
	soil_opinions (random, records);
}

static void
replace (Random *random, UserRow *rows, UserColumn column, const char *text, int count)
{
	for (int i = 0; i < count;) {
		UserRow *row = &rows[random_below (random, N_PEOPLE)];

		if (row->instead[column] != NULL || (column == EMAIL && row->person->shares_email))
			continue;
		row->instead[column] = text;
		i++;
	}
}

static void
pad (Random *random, UserRow *rows, UserColumn column, int count)
{
	for (int i = 0; i < count;) {
		UserRow *row = &rows[random_below (random, N_PEOPLE)];

		if (row->instead[column] != NULL || row->padded != USER_ID)
			continue;
		row->padded = column;
		i++;
	}
}

void
dirt_make_user_rows (Random *random, const Person *people, UserRow *rows)
{
	Table table = { rows, N_PEOPLE, sizeof *rows, offsetof (UserRow, dirt) };

	for (int i = 0; i < N_PEOPLE; i++)
		rows[i] = (UserRow) { .person = &people[i] };
	replace (random, rows, EMAIL, "", 150);
	replace (random, rows, GENDER, "", 400);
	replace (random, rows, AGE, "", 600);
	replace (random, rows, AGE, "0", 6);
	replace (random, rows, AGE, "199", 4);
	replace (random, rows, CITY, "", 420);
	replace (random, rows, CITY, "未知", 30);
	replace (random, rows, OCCUPATION, "", 725);
	replace (random, rows, OCCUPATION, "N/A", 25);
	replace (random, rows, INTEREST, "", 900);
	replace (random, rows, CHANNEL, "", 200);
	pad (random, rows, CITY, 40);
	pad (random, rows, NAME, 20);
	mark (random, &table, TWICE, 40);
	mark (random, &table, BAD_TIME, 3);
	mark (random, &table, SLASHES, N_PEOPLE / 20);
}
