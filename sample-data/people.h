/* Who uses the platform: names, jobs, tastes, and the hidden type that governs what each person does. */
#ifndef SAMPLE_PEOPLE_H
#define SAMPLE_PEOPLE_H

#include "calendar.h"
#include "catalogue.h"
#include "random.h"

#include <stdbool.h>

/* Never written into the files: this is what a clustering of behaviour should find again. */
typedef enum {
	PROFESSIONAL, LEARNER, BARGAIN_HUNTER, BROWSER, DORMANT, NEWCOMER, N_TYPES
} UserType;

enum { N_PEOPLE = 5000, N_SHARED_EMAILS = 12 };

typedef struct {
	char        id[12];
	char        name[48];
	char        email[80];
	Moment      registered;
	int         age;
	bool        female;
	bool        chinese;       /* speaks Chinese first, else English */
	bool        consents;      /* to e-mail */
	bool        shares_email;  /* with another account of the same person */
	const char *city;
	int         occupation;
	Category    interest;
	const char *channel;
	UserType    type;
} Person;

/* In the order of registration. N_SHARED_EMAILS of the later people are second accounts of earlier ones. */
void        people_make (Random *random, Person *people);
const char *people_occupation_name (const Person *person);
const char *people_type_name (UserType type);

/* How much a person cares for each category: N_CATEGORIES weights that sum to 1. */
void people_tastes (const Person *person, double *tastes);

#endif
