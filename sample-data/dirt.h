/* What real exports suffer from, planted in exact numbers (see README.md). */
#ifndef SAMPLE_DIRT_H
#define SAMPLE_DIRT_H

#include "people.h"
#include "records.h"

typedef enum {
	USER_ID, NAME, EMAIL, REGISTERED_AT, GENDER, AGE, CITY, OCCUPATION, INTEREST, CHANNEL, EMAIL_CONSENT,
	N_USER_COLUMNS
} UserColumn;

typedef struct {
	const Person *person;
	const char   *instead[N_USER_COLUMNS];   /* what is written in place of the truth; NULL for the truth */
	UserColumn    padded;                    /* has spaces around it; USER_ID for none */
	Dirt          dirt;
} UserRow;

void dirt_make_user_rows (Random *random, const Person *people, UserRow *rows);
void dirt_plant (Random *random, Records *records);

#endif
