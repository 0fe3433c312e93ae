/* CSV as in RFC 4180, but with \n at the end of lines: fields are quoted only where they must be. */
#include "output.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TIME_SIZE = 20 };

static void
fail (const char *folder, const char *name)
{
	fprintf (stderr, "make-sample: cannot write %s/%s: %s\n", folder, name, strerror (errno));
	exit (1);
}

static FILE *
open_file (const char *folder, const char *name, const char *header)
{
	size_t size = strlen (folder) + strlen (name) + 2;
	char *path = malloc (size);
	FILE *file;

	if (path == NULL)
		fail (folder, name);
	snprintf (path, size, "%s/%s", folder, name);
	file = fopen (path, "wb");
	free (path);
	if (file == NULL)
		fail (folder, name);
	fprintf (file, "%s\n", header);
	return file;
}

static void
close_file (FILE *file, const char *folder, const char *name)
{
	bool failed = ferror (file) != 0;

	if (fclose (file) != 0 || failed)
		fail (folder, name);
}

static void
write_field (FILE *file, const char *text, char after)
{
	if (strpbrk (text, ",\"\r\n") == NULL)
		fputs (text, file);
	else {
		putc ('"', file);
		for (; *text != '\0'; text++) {
			if (*text == '"')
				putc ('"', file);
			putc (*text, file);
		}
		putc ('"', file);
	}
	putc (after, file);
}

static void
write_time (FILE *file, Moment at, Dirt dirt, char after)
{
	static const char *const bad[] = { "2025-13-45", "2025-02-30 25:61:00", "yesterday" };
	char text[TIME_SIZE];

	if (dirt == BAD_TIME)
		write_field (file, bad[at % 3], after);
	else {
		if (dirt == SLASHES)
			calendar_format_slashes (at, text);
		else
			calendar_format_iso (at, text);
		write_field (file, text, after);
	}
}

static void
write_user_field (FILE *file, const UserRow *row, UserColumn column, const char *truth)
{
	const char *text = row->instead[column] != NULL ? row->instead[column] : truth;
	char after = column + 1 < N_USER_COLUMNS ? ',' : '\n';

	if (column == row->padded && column != USER_ID)
		fprintf (file, " %s %c", text, after);
	else
		write_field (file, text, after);
}

static void
write_user (FILE *file, const UserRow *row)
{
	const Person *person = row->person;
	char age[12];

	snprintf (age, sizeof age, "%d", person->age);
	write_user_field (file, row, USER_ID, person->id);
	write_user_field (file, row, NAME, person->name);
	write_user_field (file, row, EMAIL, person->email);
	write_time (file, person->registered, row->dirt, ',');
	write_user_field (file, row, GENDER, person->female ? "female" : "male");
	write_user_field (file, row, AGE, age);
	write_user_field (file, row, CITY, person->city);
	write_user_field (file, row, OCCUPATION, people_occupation_name (person));
	write_user_field (file, row, INTEREST, catalogue_category_name (person->interest));
	write_user_field (file, row, CHANNEL, person->channel);
	write_user_field (file, row, EMAIL_CONSENT, person->consents ? "yes" : "no");
}

/* Repeated rows come last, as if a second export had been appended to the first. */
void
output_users (const char *folder, const UserRow *rows, int n)
{
	FILE *file = open_file (folder, "users.csv",
	                        "user_id,name,email,registered_at,gender,age,city,occupation,interest,channel,email_consent");

	for (int i = 0; i < n; i++)
		write_user (file, &rows[i]);
	for (int i = 0; i < n; i++)
		if (rows[i].dirt == TWICE)
			write_user (file, &rows[i]);
	close_file (file, folder, "users.csv");
}

/* Three courses are soiled: one price, one category with a space, one author missing. */
static void
write_course (FILE *file, const Course *course, int index)
{
	enum { ABSURD_PRICE = 34, PADDED_CATEGORY = 70, NO_AUTHOR = 101 };
	char date[TIME_SIZE];

	calendar_format_date (course->published, date);
	write_field (file, course->id, ',');
	write_field (file, course->title, ',');
	write_field (file, index == NO_AUTHOR ? "" : course->author, ',');
	fprintf (file, "%s%s,", catalogue_category_name (course->category), index == PADDED_CATEGORY ? " " : "");
	write_field (file, catalogue_level_name (course->level), ',');
	write_field (file, catalogue_format_name (course->format), ',');
	fprintf (file, "%d.00,%s\n", index == ABSURD_PRICE ? 9999 : course->price, date);
}

void
output_courses (const char *folder, const Course *courses, int n)
{
	FILE *file = open_file (folder, "courses.csv", "course_id,title,author,category,level,format,price,published_at");

	for (int i = 0; i < n; i++)
		write_course (file, &courses[i], i);
	close_file (file, folder, "courses.csv");
}

static void
write_event (FILE *file, const Event *event)
{
	static const char *const kinds[] = { "search", "view", "click", "play", "complete" };

	write_field (file, event->user, ',');
	write_field (file, event->course, ',');
	write_field (file, kinds[event->kind], ',');
	write_time (file, event->at, event->dirt, ',');
	if (event->dirt == BAD_VALUE)
		fputs ("--", file);
	else if (event->kind == PLAY)
		fprintf (file, "%d", event->dirt == ABSURD_VALUE ? 999999 : event->seconds);
	putc (',', file);
	write_field (file, event->query, '\n');
}

void
output_events (const char *folder, const Records *records)
{
	FILE *file = open_file (folder, "events.csv", "user_id,course_id,event,at,seconds,query");

	for (int i = 0; i < records->n_events; i++)
		for (int times = records->events[i].dirt == TWICE ? 2 : 1; times > 0; times--)
			write_event (file, &records->events[i]);
	close_file (file, folder, "events.csv");
}

static void
write_purchase (FILE *file, const Purchase *purchase)
{
	fprintf (file, "o%06d,", purchase->order);
	write_field (file, purchase->user, ',');
	write_field (file, purchase->course, ',');
	write_time (file, purchase->at, purchase->dirt, ',');
	if (purchase->dirt == BAD_VALUE)
		fprintf (file, "%s\n", purchase->serial % 2 == 0 ? "N/A" : "abc");
	else
		fprintf (file, "%d.%02d\n", purchase->cents / 100, purchase->cents % 100);
}

void
output_purchases (const char *folder, const Records *records)
{
	FILE *file = open_file (folder, "purchases.csv", "order_id,user_id,course_id,at,amount");

	for (int i = 0; i < records->n_purchases; i++)
		for (int times = records->purchases[i].dirt == TWICE ? 2 : 1; times > 0; times--)
			write_purchase (file, &records->purchases[i]);
	close_file (file, folder, "purchases.csv");
}

void
output_ratings (const char *folder, const Records *records)
{
	FILE *file = open_file (folder, "ratings.csv", "user_id,course_id,rating,at");

	for (int i = 0; i < records->n_ratings; i++) {
		const Rating *rating = &records->ratings[i];

		fprintf (file, "%s,%s,", rating->user, rating->course);
		if (rating->dirt == BAD_VALUE)
			fputs ("five,", file);
		else
			fprintf (file, "%d,", rating->dirt == ABSURD_VALUE ? 7 : rating->stars);
		write_time (file, rating->at, rating->dirt, '\n');
	}
	close_file (file, folder, "ratings.csv");
}

void
output_reviews (const char *folder, const Records *records)
{
	FILE *file = open_file (folder, "reviews.csv", "user_id,course_id,at,rating,review");

	for (int i = 0; i < records->n_reviews; i++) {
		const Review *review = &records->reviews[i];

		fprintf (file, "%s,%s,", review->user, review->course);
		write_time (file, review->at, review->dirt, ',');
		fprintf (file, "%d,", review->stars);
		write_field (file, review->text, '\n');
	}
	close_file (file, folder, "reviews.csv");
}
