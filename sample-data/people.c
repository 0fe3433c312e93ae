/* Type first, then everything that depends on it: registration, job, age, interest; then names and places. */
#include "people.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
	const char *text;
	double      weight;
} Choice;

typedef struct {
	const char *text, *pinyin;
} Name;

typedef struct {
	const char *name[2];             /* English, Chinese */
	int         youngest, oldest;
	Category    likes[3];            /* the first most */
	double      weight[N_TYPES];     /* how common among each type */
} Occupation;

#define COUNT(array) ((int) (sizeof (array) / sizeof *(array)))

static const double type_shares[N_TYPES] = { 0.11, 0.20, 0.16, 0.24, 0.17, 0.12 };

static const Occupation occupations[] = {
	/*                                                                                 prof learn barg brow dorm new */
	{ { "software engineer", "软件工程师" }, 22, 45, { PROGRAMMING, DATA, PRODUCT },        { 9, 5, 2, 3, 3, 3 } },
	{ { "data analyst", "数据分析师" },      22, 42, { DATA, PROGRAMMING, FINANCE },        { 6, 4, 1, 2, 2, 2 } },
	{ { "product manager", "产品经理" },     24, 42, { PRODUCT, DESIGN, MANAGEMENT },       { 5, 3, 2, 2, 2, 2 } },
	{ { "team manager", "部门经理" },        30, 55, { MANAGEMENT, WRITING, FINANCE },      { 9, 2, 1, 2, 2, 1 } },
	{ { "founder", "创业者" },               26, 52, { MANAGEMENT, PRODUCT, FINANCE },      { 5, 1, 1, 1, 1, 1 } },
	{ { "designer", "设计师" },              21, 40, { DESIGN, PRODUCT, PSYCHOLOGY },       { 1, 3, 2, 3, 2, 2 } },
	{ { "marketing specialist", "市场营销" }, 22, 42, { PRODUCT, WRITING, DATA },           { 2, 3, 3, 3, 3, 3 } },
	{ { "accountant", "会计" },              23, 55, { FINANCE, DATA, PSYCHOLOGY },         { 1, 3, 3, 2, 2, 2 } },
	{ { "teacher", "教师" },                 24, 58, { PSYCHOLOGY, WRITING, LANGUAGES },    { 0, 4, 3, 3, 3, 2 } },
	{ { "student", "学生" },                 18, 25, { LANGUAGES, PROGRAMMING, WRITING },   { 0, 4, 6, 7, 5, 7 } },
	{ { "civil servant", "公务员" },         23, 58, { WRITING, FINANCE, HEALTH },          { 0, 3, 2, 3, 2, 2 } },
	{ { "nurse or doctor", "医护人员" },     23, 58, { HEALTH, PSYCHOLOGY, LANGUAGES },     { 0, 2, 2, 2, 2, 2 } },
	{ { "freelancer", "自由职业" },          22, 50, { WRITING, DESIGN, LANGUAGES },        { 1, 3, 3, 3, 3, 3 } },
	{ { "stay-at-home parent", "全职家长" }, 26, 46, { PSYCHOLOGY, HEALTH, FINANCE },       { 0, 2, 4, 3, 3, 2 } },
	{ { "retired", "退休" },                 56, 74, { HEALTH, LANGUAGES, FINANCE },        { 0, 2, 2, 2, 2, 1 } },
};

static const Choice cities_chinese[] = {
	{ "上海", 14 }, { "北京", 14 }, { "深圳", 10 }, { "广州", 9 }, { "杭州", 8 }, { "成都", 7 }, { "武汉", 5 },
	{ "南京", 5 }, { "西安", 4 }, { "重庆", 4 }, { "苏州", 4 }, { "长沙", 3 }, { "天津", 3 }, { "郑州", 3 },
	{ "青岛", 2 }, { "厦门", 2 }, { "合肥", 2 }, { "昆明", 1 }, { "沈阳", 1 }, { "哈尔滨", 1 },
};

static const Choice cities_english[] = {
	{ "Singapore", 10 }, { "London", 9 }, { "Hong Kong", 7 }, { "Sydney", 5 }, { "Toronto", 5 }, { "New York", 5 },
	{ "San Francisco", 4 }, { "Kuala Lumpur", 4 }, { "Melbourne", 3 }, { "Vancouver", 3 }, { "Berlin", 2 },
	{ "Dublin", 2 }, { "Shanghai", 2 }, { "Auckland", 1 },
};

static const Choice channels[] = {
	{ "search", 22 }, { "wechat", 24 }, { "friend", 14 }, { "app store", 13 }, { "advert", 12 }, { "weibo", 6 },
	{ "podcast", 5 }, { "newsletter", 4 },
};

static const Name surnames[] = {
	{ "王", "wang" }, { "李", "li" }, { "张", "zhang" }, { "刘", "liu" }, { "陈", "chen" }, { "杨", "yang" },
	{ "黄", "huang" }, { "赵", "zhao" }, { "吴", "wu" }, { "周", "zhou" }, { "徐", "xu" }, { "孙", "sun" },
	{ "马", "ma" }, { "朱", "zhu" }, { "胡", "hu" }, { "郭", "guo" }, { "何", "he" }, { "林", "lin" },
	{ "高", "gao" }, { "罗", "luo" }, { "郑", "zheng" }, { "梁", "liang" }, { "谢", "xie" }, { "宋", "song" },
	{ "唐", "tang" }, { "许", "xu" }, { "邓", "deng" }, { "冯", "feng" }, { "韩", "han" }, { "曹", "cao" },
	{ "彭", "peng" }, { "曾", "zeng" }, { "肖", "xiao" }, { "田", "tian" }, { "董", "dong" }, { "潘", "pan" },
	{ "袁", "yuan" }, { "蔡", "cai" }, { "余", "yu" }, { "杜", "du" }, { "叶", "ye" }, { "欧阳", "ouyang" },
};

static const Name given_chinese[2][30] = {
	{ { "伟", "wei" }, { "强", "qiang" }, { "磊", "lei" }, { "军", "jun" }, { "勇", "yong" }, { "杰", "jie" },
	  { "涛", "tao" }, { "明", "ming" }, { "超", "chao" }, { "鹏", "peng" }, { "浩然", "haoran" },
	  { "子轩", "zixuan" }, { "宇航", "yuhang" }, { "俊杰", "junjie" }, { "志远", "zhiyuan" }, { "建国", "jianguo" },
	  { "文博", "wenbo" }, { "嘉诚", "jiacheng" }, { "思远", "siyuan" }, { "天佑", "tianyou" },
	  { "一鸣", "yiming" }, { "博文", "bowen" }, { "立群", "liqun" }, { "海峰", "haifeng" }, { "晓东", "xiaodong" },
	  { "振华", "zhenhua" }, { "家豪", "jiahao" }, { "泽宇", "zeyu" }, { "凯", "kai" }, { "斌", "bin" } },
	{ { "芳", "fang" }, { "娜", "na" }, { "敏", "min" }, { "静", "jing" }, { "丽", "li" }, { "艳", "yan" },
	  { "婷", "ting" }, { "雪", "xue" }, { "慧", "hui" }, { "倩", "qian" }, { "欣怡", "xinyi" }, { "诗涵", "shihan" },
	  { "雨桐", "yutong" }, { "思琪", "siqi" }, { "佳琪", "jiaqi" }, { "梦瑶", "mengyao" }, { "晓雯", "xiaowen" },
	  { "秀英", "xiuying" }, { "玉兰", "yulan" }, { "美玲", "meiling" }, { "可欣", "kexin" }, { "若曦", "ruoxi" },
	  { "语嫣", "yuyan" }, { "子涵", "zihan" }, { "文静", "wenjing" }, { "海燕", "haiyan" }, { "春梅", "chunmei" },
	  { "雅婷", "yating" }, { "悦", "yue" }, { "琳", "lin" } },
};

static const char *const given_english[2][20] = {
	{ "James", "Oliver", "Daniel", "Ethan", "Michael", "Ryan", "Adam", "Marcus", "Wei Jie", "Arjun",
	  "Thomas", "Lucas", "Samuel", "Ben", "Hugo", "Omar", "Kevin", "Patrick", "Jun Hao", "Rohan" },
	{ "Emma", "Sophie", "Chloe", "Hannah", "Grace", "Emily", "Rachel", "Mei Ling", "Priya", "Aisha",
	  "Laura", "Nina", "Charlotte", "Zoe", "Megan", "Anna", "Hui Min", "Isabel", "Kate", "Divya" },
};

static const char *const family_english[] = {
	"Tan", "Lim", "Smith", "Wong", "Brown", "Lee", "Taylor", "Ng", "Wilson", "Chan", "Patel", "Walker", "Kumar",
	"Evans", "Ho", "Murphy", "Clarke", "Sharma", "O'Brien", "Schmidt", "Goh", "Martin", "Nguyen", "Harris",
	"Campbell", "Ong", "Khan", "Rossi", "Fraser", "Teo",
};

static const char *
choose (Random *random, const Choice *choices, int n)
{
	double weights[24];

	for (int i = 0; i < n; i++)
		weights[i] = choices[i].weight;
	return choices[random_weighted (random, weights, n)].text;
}

/* Lower case letters only: "Wei Jie" becomes weijie. */
static void
mailbox_part (const char *name, char *part, size_t size)
{
	size_t length = 0;

	for (; *name != '\0' && length + 1 < size; name++)
		if ((*name >= 'a' && *name <= 'z') || (*name >= 'A' && *name <= 'Z'))
			part[length++] = (char) (*name | 0x20);
	part[length] = '\0';
}

/* The number makes the address unique: 7919 and 10007 are primes. */
static void
write_email (Random *random, const char *given, const char *family, int serial, Person *person)
{
	char first[24], last[24];

	mailbox_part (given, first, sizeof first);
	mailbox_part (family, last, sizeof last);
	snprintf (person->email, sizeof person->email, "%s.%s%d@example.%s", first, last, serial * 7919 % 10007,
	          random_chance (random, 0.7) ? "com" : "org");
}

static void
name_person (Random *random, int serial, Person *person)
{
	if (person->chinese) {
		const Name *family = &surnames[random_below (random, COUNT (surnames))];
		const Name *given = &given_chinese[person->female][random_below (random, 30)];

		snprintf (person->name, sizeof person->name, "%s%s", family->text, given->text);
		write_email (random, given->pinyin, family->pinyin, serial, person);
	} else {
		const char *given = given_english[person->female][random_below (random, 20)];
		const char *family = family_english[random_below (random, COUNT (family_english))];

		snprintf (person->name, sizeof person->name, "%s %s", given, family);
		write_email (random, given, family, serial, person);
	}
}

static int
registration_day (Random *random, UserType type)
{
	switch (type) {
	case NEWCOMER:
		return calendar_random_day (random, LAST_DAY - 89, LAST_DAY - 3);
	case DORMANT:
		return calendar_random_day (random, FIRST_DAY, FIRST_DAY + 300);
	default:
		return calendar_random_day (random, OPENING_DAY, LAST_DAY - 90);
	}
}

static int
choose_occupation (Random *random, UserType type)
{
	double weights[COUNT (occupations)];

	for (int i = 0; i < COUNT (occupations); i++)
		weights[i] = occupations[i].weight[type];
	return random_weighted (random, weights, COUNT (occupations));
}

/* Mostly what the job suggests, sometimes anything. */
static Category
choose_interest (Random *random, int occupation)
{
	static const double weights[4] = { 0.50, 0.22, 0.13, 0.15 };
	int choice = random_weighted (random, weights, 4);

	return choice < 3 ? occupations[occupation].likes[choice] : (Category) random_below (random, N_CATEGORIES);
}

static void
make_person (Random *random, int serial, Person *person)
{
	static const double consent[N_TYPES] = { 0.72, 0.70, 0.80, 0.45, 0.40, 0.62 };
	const Occupation *occupation;

	person->type = (UserType) random_weighted (random, type_shares, N_TYPES);
	person->chinese = random_chance (random, 0.74);
	person->female = random_chance (random, 0.52);
	person->registered = calendar_start_of (registration_day (random, person->type))
	                     + random_between (random, 7 * 3600, DAY_SECONDS - 1);
	person->occupation = choose_occupation (random, person->type);
	occupation = &occupations[person->occupation];
	person->age = (random_between (random, occupation->youngest, occupation->oldest)
	               + random_between (random, occupation->youngest, occupation->oldest)) / 2;
	person->interest = choose_interest (random, person->occupation);
	person->city = person->chinese ? choose (random, cities_chinese, COUNT (cities_chinese))
	                               : choose (random, cities_english, COUNT (cities_english));
	person->channel = choose (random, channels, COUNT (channels));
	person->consents = random_chance (random, consent[person->type]);
	name_person (random, serial, person);
}

static int
compare_registration (const void *a, const void *b)
{
	const Person *left = a, *right = b;

	if (left->registered != right->registered)
		return left->registered < right->registered ? -1 : 1;
	return strcmp (left->email, right->email);
}

/* A second account: the same person, some time later, under another id. */
static void
share_email (Person *first, Person *second)
{
	memcpy (second->name, first->name, sizeof second->name);
	memcpy (second->email, first->email, sizeof second->email);
	second->age = first->age;
	second->female = first->female;
	second->chinese = first->chinese;
	second->city = first->city;
	second->occupation = first->occupation;
	second->interest = first->interest;
	first->shares_email = second->shares_email = true;
}

static void
make_second_accounts (Random *random, Person *people)
{
	static const int block = N_PEOPLE / 2 / N_SHARED_EMAILS;

	for (int i = 0; i < N_SHARED_EMAILS; i++) {
		int first = i * block + random_below (random, block);
		int second = N_PEOPLE / 2 + i * block + random_below (random, block);

		share_email (&people[first], &people[second]);
	}
}

void
people_make (Random *random, Person *people)
{
	for (int i = 0; i < N_PEOPLE; i++)
		make_person (random, i + 1, &people[i]);
	qsort (people, N_PEOPLE, sizeof *people, compare_registration);
	for (int i = 0; i < N_PEOPLE; i++)
		snprintf (people[i].id, sizeof people[i].id, "u%05d", i + 1);
	make_second_accounts (random, people);
}

const char *
people_occupation_name (const Person *person)
{
	return occupations[person->occupation].name[person->chinese];
}

const char *
people_type_name (UserType type)
{
	static const char *const names[N_TYPES] = {
		"professional", "learner", "bargain hunter", "browser", "dormant", "newcomer"
	};

	return names[type];
}

void
people_tastes (const Person *person, double *tastes)
{
	static const double liked[3] = { 0.18, 0.11, 0.06 };
	static const double interest = 0.45, everywhere = 0.02;

	for (int i = 0; i < N_CATEGORIES; i++)
		tastes[i] = everywhere;
	for (int i = 0; i < 3; i++)
		tastes[occupations[person->occupation].likes[i]] += liked[i];
	tastes[person->interest] += interest;
}
