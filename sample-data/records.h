/* The rows of the four files that tell what happened, before they are written. */
#ifndef SAMPLE_RECORDS_H
#define SAMPLE_RECORDS_H

#include "calendar.h"

/* What is wrong with a row; at most one thing. */
typedef enum {
	CLEAN,
	SLASHES,        /* its time is written 2025/3/5 14:05 */
	TWICE,          /* the row is written twice */
	BAD_TIME,       /* its time is no time */
	BAD_VALUE,      /* its number is no number */
	ABSURD_VALUE,   /* its number is a number, but cannot be */
	UNKNOWN_USER,
	UNKNOWN_COURSE
} Dirt;

typedef enum { SEARCH, VIEW, CLICK, PLAY, COMPLETE } EventKind;

typedef struct {
	const char *user, *course;     /* ids, not owned; "" for none */
	EventKind   kind;
	Moment      at;
	int         seconds;           /* PLAY only */
	const char *query;             /* SEARCH only, else "" */
	int         serial;            /* keeps the order of rows of one second */
	Dirt        dirt;
} Event;

typedef struct {
	const char *user, *course;
	int         order;             /* rows with the same number were bought together */
	Moment      at;
	int         cents;
	int         serial;
	Dirt        dirt;
} Purchase;

typedef struct {
	const char *user, *course;
	Moment      at;
	int         stars;
	int         serial;
	Dirt        dirt;
} Rating;

typedef struct {
	const char *user, *course;
	Moment      at;
	int         stars;
	char       *text;
	int         serial;
	Dirt        dirt;
} Review;

typedef struct {
	Event    *events;
	Purchase *purchases;
	Rating   *ratings;
	Review   *reviews;
	int       n_events, n_purchases, n_ratings, n_reviews, n_orders;
} Records;

/* Each adds a row, gives it the next serial number and ends the program when memory is out. */
void records_add_event (Records *records, Event event);
void records_add_purchase (Records *records, Purchase purchase);
void records_add_rating (Records *records, Rating rating);
void records_add_review (Records *records, Review review);

/* By time; orders are then numbered from 1 in that order. */
void records_sort (Records *records);
void records_clear (Records *records);

#endif
