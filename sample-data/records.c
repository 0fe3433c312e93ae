/* Growing arrays of rows, and their order. */
#include "records.h"

#include <stdio.h>
#include <stdlib.h>

/* Doubles the room whenever the number of rows reaches a power of two. */
static void *
make_room (void *rows, int n, size_t width)
{
	size_t used = (size_t) n;

	if ((used & (used - 1)) != 0)
		return rows;
	rows = realloc (rows, (used == 0 ? 1 : 2 * used) * width);
	if (rows == NULL) {
		fputs ("make-sample: out of memory\n", stderr);
		exit (1);
	}
	return rows;
}

void
records_add_event (Records *records, Event event)
{
	records->events = make_room (records->events, records->n_events, sizeof event);
	event.serial = records->n_events;
	records->events[records->n_events++] = event;
}

void
records_add_purchase (Records *records, Purchase purchase)
{
	records->purchases = make_room (records->purchases, records->n_purchases, sizeof purchase);
	purchase.serial = records->n_purchases;
	records->purchases[records->n_purchases++] = purchase;
}

void
records_add_rating (Records *records, Rating rating)
{
	records->ratings = make_room (records->ratings, records->n_ratings, sizeof rating);
	rating.serial = records->n_ratings;
	records->ratings[records->n_ratings++] = rating;
}

void
records_add_review (Records *records, Review review)
{
	records->reviews = make_room (records->reviews, records->n_reviews, sizeof review);
	review.serial = records->n_reviews;
	records->reviews[records->n_reviews++] = review;
}

static int
compare (Moment left_at, int left_serial, Moment right_at, int right_serial)
{
	if (left_at != right_at)
		return left_at < right_at ? -1 : 1;
	return (left_serial > right_serial) - (left_serial < right_serial);
}

static int
compare_events (const void *a, const void *b)
{
	const Event *left = a, *right = b;

	return compare (left->at, left->serial, right->at, right->serial);
}

static int
compare_purchases (const void *a, const void *b)
{
	const Purchase *left = a, *right = b;

	if (left->at == right->at && left->order != right->order)
		return left->order < right->order ? -1 : 1;
	return compare (left->at, left->serial, right->at, right->serial);
}

static int
compare_ratings (const void *a, const void *b)
{
	const Rating *left = a, *right = b;

	return compare (left->at, left->serial, right->at, right->serial);
}

static int
compare_reviews (const void *a, const void *b)
{
	const Review *left = a, *right = b;

	return compare (left->at, left->serial, right->at, right->serial);
}

static void
number_orders (Records *records)
{
	int number = 0, previous = -1;

	for (int i = 0; i < records->n_purchases; i++) {
		int order = records->purchases[i].order;

		number += order != previous;
		previous = order;
		records->purchases[i].order = number;
	}
}

void
records_sort (Records *records)
{
	qsort (records->events, (size_t) records->n_events, sizeof (Event), compare_events);
	qsort (records->purchases, (size_t) records->n_purchases, sizeof (Purchase), compare_purchases);
	qsort (records->ratings, (size_t) records->n_ratings, sizeof (Rating), compare_ratings);
	qsort (records->reviews, (size_t) records->n_reviews, sizeof (Review), compare_reviews);
	number_orders (records);
}

void
records_clear (Records *records)
{
	for (int i = 0; i < records->n_reviews; i++)
		free (records->reviews[i].text);
	free (records->events);
	free (records->purchases);
	free (records->ratings);
	free (records->reviews);
	*records = (Records) { 0 };
}
