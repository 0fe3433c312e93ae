/* Writes the sample data of segscope: an invented platform for courses, e-books and columns, as its own exports would
 * show it, with the dirt of real exports.
 *
 * The idea: draw a catalogue; draw people, each of a hidden type (professional, learner, bargain hunter, browser,
 * dormant, newcomer); let each person live through eighteen months by the habits of the type; soil some rows; write
 * six CSV files. The types are not written, so that a clustering of what people did has something true to find.
 * The same seed gives the same bytes on every machine. */
#include "behaviour.h"
#include "catalogue.h"
#include "dirt.h"
#include "output.h"
#include "people.h"
#include "records.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CATALOGUE_STREAM = 1, PEOPLE_STREAM, DIRT_STREAM, FIRST_PERSON_STREAM = 1000 };

typedef struct {
	const char *folder;
	uint64_t    seed;
	bool        types;
} Options;

/* Some tens of kilobytes to a megabyte: too much for the stack. */
static Course courses[N_COURSES];
static Person people[N_PEOPLE];
static UserRow user_rows[N_PEOPLE];

static void
end_with_usage (void)
{
	fputs ("usage: make-sample [--seed NUMBER] [--types] [OUTPUT_FOLDER]\n"
	       "Writes users.csv, courses.csv, events.csv, purchases.csv, ratings.csv and reviews.csv.\n"
	       "--types also prints the hidden type of every user, as CSV.\n", stderr);
	exit (2);
}

static uint64_t
parse_seed (const char *text)
{
	char *end;
	uint64_t seed = strtoull (text, &end, 10);

	if (end == text || *end != '\0')
		end_with_usage ();
	return seed;
}

static Options
parse_arguments (int argc, char **argv)
{
	Options options = { .folder = ".", .seed = 20250618 };
	int i = 1;

	for (; i < argc && argv[i][0] == '-'; i++)
		if (strcmp (argv[i], "--types") == 0)
			options.types = true;
		else if (strcmp (argv[i], "--seed") == 0 && i + 1 < argc)
			options.seed = parse_seed (argv[++i]);
		else
			end_with_usage ();
	if (i < argc)
		options.folder = argv[i++];
	if (i < argc)
		end_with_usage ();
	return options;
}

static void
make_world (uint64_t seed, Records *records)
{
	Random random;

	random_init (&random, seed, CATALOGUE_STREAM);
	catalogue_make (&random, courses);
	random_init (&random, seed, PEOPLE_STREAM);
	people_make (&random, people);
	for (int i = 0; i < N_PEOPLE; i++)
		behaviour_live (seed, FIRST_PERSON_STREAM + (uint64_t) i, &people[i], courses, records);
	random_init (&random, seed, DIRT_STREAM);
	dirt_make_user_rows (&random, people, user_rows);
	dirt_plant (&random, records);
	records_sort (records);
}

static void
write_files (const char *folder, const Records *records)
{
	output_users (folder, user_rows, N_PEOPLE);
	output_courses (folder, courses, N_COURSES);
	output_events (folder, records);
	output_purchases (folder, records);
	output_ratings (folder, records);
	output_reviews (folder, records);
}

static void
print_types (void)
{
	puts ("user_id,type");
	for (int i = 0; i < N_PEOPLE; i++)
		printf ("%s,%s\n", people[i].id, people_type_name (people[i].type));
}

int
main (int argc, char **argv)
{
	Options options = parse_arguments (argc, argv);
	Records records = { 0 };

	make_world (options.seed, &records);
	write_files (options.folder, &records);
	if (options.types)
		print_types ();
	records_clear (&records);
	return 0;
}
