/* The six files. */
#ifndef SAMPLE_OUTPUT_H
#define SAMPLE_OUTPUT_H

#include "catalogue.h"
#include "dirt.h"
#include "records.h"

/* Each writes one file into @folder, and ends the program with a message when that fails. */
void output_users (const char *folder, const UserRow *rows, int n);
void output_courses (const char *folder, const Course *courses, int n);
void output_events (const char *folder, const Records *records);
void output_purchases (const char *folder, const Records *records);
void output_ratings (const char *folder, const Records *records);
void output_reviews (const char *folder, const Records *records);

#endif
