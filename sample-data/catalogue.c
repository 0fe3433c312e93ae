/* Every title with its topic, level, format and price, written by hand; authors, dates and popularity are drawn. */
#include "catalogue.h"

#include "calendar.h"

#include <stdio.h>

typedef struct {
	const char *title;
	int         topic;
	Level       level;
	Format      format;
	int         price;
} Entry;

static const Entry entries[N_COURSES] = {
	{ "Python 编程从零开始",                0, BEGINNER,     COURSE, 199 },
	{ "Python 自动化办公",                  0, BEGINNER,     COURSE, 129 },
	{ "Python for Production Teams",        0, ADVANCED,     COURSE, 499 },
	{ "Go 语言高并发实战",                  0, ADVANCED,     COURSE, 599 },
	{ "《Python 小技巧 100 例》",           0, BEGINNER,     EBOOK,   39 },
	{ "Kubernetes in Practice",             1, ADVANCED,     COURSE, 699 },
	{ "Docker 容器入门",                    1, BEGINNER,     COURSE, 159 },
	{ "云原生架构实战",                     1, ADVANCED,     COURSE, 799 },
	{ "Linux 性能调优",                     1, ADVANCED,     COLUMN, 269 },
	{ "Reliability for Small Teams",        1, INTERMEDIATE, EBOOK,   59 },
	{ "TypeScript 全栈开发",                2, INTERMEDIATE, COURSE, 399 },
	{ "微信小程序开发",                     2, BEGINNER,     COURSE, 189 },
	{ "前端工程化专栏",                     2, INTERMEDIATE, COLUMN, 199 },
	{ "React, Step by Step",                2, BEGINNER,     COURSE, 249 },
	{ "Web APIs That Last",                 2, INTERMEDIATE, EBOOK,   49 },

	{ "Python 数据分析",                    3, INTERMEDIATE, COURSE, 329 },
	{ "SQL 必会 30 讲",                     3, BEGINNER,     COLUMN,  99 },
	{ "Excel, Charts and Clear Numbers",    3, BEGINNER,     COURSE,  99 },
	{ "《数据分析师的第一本书》",           3, BEGINNER,     EBOOK,   35 },
	{ "商业数据分析实战",                   3, ADVANCED,     COURSE, 599 },
	{ "机器学习 40 讲",                     4, INTERMEDIATE, COLUMN, 249 },
	{ "Machine Learning for the Curious",   4, BEGINNER,     COURSE, 219 },
	{ "深度学习实战营",                     4, ADVANCED,     COURSE, 899 },
	{ "Recommender Systems at Work",        4, ADVANCED,     COURSE, 649 },
	{ "《看得懂的统计学》",                 4, BEGINNER,     EBOOK,   45 },
	{ "大语言模型应用开发",                 5, ADVANCED,     COURSE, 799 },
	{ "提示词写作指南",                     5, BEGINNER,     COLUMN, 119 },
	{ "Everyday AI for Office Work",        5, BEGINNER,     EBOOK,   29 },
	{ "AI Products from Idea to Launch",    5, INTERMEDIATE, COURSE, 459 },
	{ "数据仓库建模",                       5, ADVANCED,     COURSE, 549 },

	{ "新任经理的 90 天",                   6, BEGINNER,     COURSE, 299 },
	{ "Leading Without Titles",             6, INTERMEDIATE, COURSE, 499 },
	{ "团队激励与辅导",                     6, INTERMEDIATE, COURSE, 399 },
	{ "One-to-One Meetings That Matter",    6, BEGINNER,     EBOOK,   39 },
	{ "总监领导力研修",                     6, ADVANCED,     COURSE, 899 },
	{ "战略思维 30 讲",                     7, ADVANCED,     COLUMN, 299 },
	{ "Strategy on One Page",               7, INTERMEDIATE, COURSE, 459 },
	{ "商业模式拆解",                       7, INTERMEDIATE, COLUMN, 249 },
	{ "《创业第一年》",                     7, BEGINNER,     EBOOK,   39 },
	{ "组织变革与增长",                     7, ADVANCED,     COURSE, 799 },
	{ "项目管理实战",                       8, INTERMEDIATE, COURSE, 359 },
	{ "OKR 落地手册",                       8, INTERMEDIATE, EBOOK,   55 },
	{ "Agile, Calm and on Time",            8, INTERMEDIATE, COURSE, 399 },
	{ "Negotiation for Managers",           8, ADVANCED,     COURSE, 599 },
	{ "会议效率提升",                       8, BEGINNER,     COURSE,  89 },

	{ "产品经理入门",                       9, BEGINNER,     COURSE, 199 },
	{ "需求分析与原型",                     9, INTERMEDIATE, COURSE, 299 },
	{ "Talking to Users",                   9, BEGINNER,     EBOOK,   35 },
	{ "B 端产品设计",                       9, ADVANCED,     COURSE, 499 },
	{ "Product Discovery Workshop",         9, ADVANCED,     COURSE, 549 },
	{ "用户增长实战",                      10, INTERMEDIATE, COURSE, 459 },
	{ "Growth Experiments, Honestly Told", 10, ADVANCED,     COLUMN, 269 },
	{ "社群运营手册",                      10, BEGINNER,     EBOOK,   29 },
	{ "内容运营 20 讲",                    10, BEGINNER,     COLUMN, 129 },
	{ "A/B 测试从入门到决策",              10, INTERMEDIATE, COURSE, 329 },
	{ "品牌营销方法论",                    11, INTERMEDIATE, COLUMN, 199 },
	{ "短视频营销",                        11, BEGINNER,     COURSE, 149 },
	{ "E-mail Marketing That Is Read",     11, BEGINNER,     EBOOK,   39 },
	{ "Pricing with Confidence",           11, ADVANCED,     COURSE, 499 },
	{ "直播电商实操",                      11, BEGINNER,     COURSE, 169 },

	{ "UI 设计基础",                       12, BEGINNER,     COURSE, 179 },
	{ "Design Systems from Scratch",       12, ADVANCED,     COURSE, 499 },
	{ "交互设计的原则",                    12, INTERMEDIATE, COLUMN, 159 },
	{ "Figma 快速上手",                    12, BEGINNER,     COURSE,  99 },
	{ "Interfaces in Plain Words",         12, INTERMEDIATE, EBOOK,   45 },
	{ "手机摄影入门",                      13, BEGINNER,     COURSE,  79 },
	{ "人像摄影与布光",                    13, INTERMEDIATE, COURSE, 229 },
	{ "Seeing Light: Photography Basics",  13, BEGINNER,     COURSE, 149 },
	{ "《旅行摄影笔记》",                  13, BEGINNER,     EBOOK,   29 },
	{ "视频剪辑实战",                      13, INTERMEDIATE, COURSE, 259 },
	{ "零基础水彩",                        14, BEGINNER,     COURSE, 119 },
	{ "Sketching for Thinkers",            14, BEGINNER,     COURSE, 109 },
	{ "色彩搭配 15 讲",                    14, BEGINNER,     COLUMN,  99 },
	{ "字体与版式",                        14, INTERMEDIATE, EBOOK,   49 },
	{ "Information Graphics Studio",       14, ADVANCED,     COURSE, 399 },

	{ "家庭理财第一课",                    15, BEGINNER,     COURSE,  99 },
	{ "Money Habits for Your Twenties",    15, BEGINNER,     EBOOK,   25 },
	{ "保险怎么买",                        15, BEGINNER,     COLUMN,  99 },
	{ "《记账的艺术》",                    15, BEGINNER,     EBOOK,   19 },
	{ "Retirement, Planned Early",         15, INTERMEDIATE, COURSE, 199 },
	{ "指数基金投资",                      16, BEGINNER,     COURSE, 189 },
	{ "Value Investing Explained",         16, INTERMEDIATE, COURSE, 329 },
	{ "资产配置 24 讲",                    16, INTERMEDIATE, COLUMN, 229 },
	{ "读懂上市公司年报",                  16, ADVANCED,     COURSE, 459 },
	{ "《普通人的投资清单》",              16, BEGINNER,     EBOOK,   39 },
	{ "非财务经理的财务课",                17, INTERMEDIATE, COURSE, 399 },
	{ "Corporate Finance at Lunch",        17, ADVANCED,     COLUMN, 259 },
	{ "中级会计考试精讲",                  17, INTERMEDIATE, COURSE, 499 },
	{ "Spreadsheets for Founders",         17, BEGINNER,     EBOOK,   45 },
	{ "税务筹划实务",                      17, ADVANCED,     COURSE, 549 },

	{ "《高效写作》",                      18, BEGINNER,     EBOOK,   39 },
	{ "公文写作与汇报",                    18, INTERMEDIATE, COURSE, 199 },
	{ "Clear Writing at Work",             18, BEGINNER,     COURSE, 169 },
	{ "新媒体写作训练营",                  18, BEGINNER,     COURSE, 159 },
	{ "Reports People Finish",             18, INTERMEDIATE, EBOOK,   35 },
	{ "故事写作 16 讲",                    19, INTERMEDIATE, COLUMN, 139 },
	{ "Short Stories: First Draft to Last", 19, INTERMEDIATE, COURSE, 219 },
	{ "散文与随笔",                        19, BEGINNER,     COLUMN,  99 },
	{ "剧本创作入门",                      19, BEGINNER,     COURSE, 189 },
	{ "A Year of Writing Prompts",         19, BEGINNER,     EBOOK,   19 },
	{ "公众演讲实战",                      20, INTERMEDIATE, COURSE, 299 },
	{ "Speaking So That People Listen",    20, BEGINNER,     COURSE, 179 },
	{ "结构化表达",                        20, BEGINNER,     COLUMN, 129 },
	{ "Saying \"No\" with Grace",          20, BEGINNER,     EBOOK,   29 },
	{ "高管演示与说服",                    20, ADVANCED,     COURSE, 599 },

	{ "商务英语口语",                      21, INTERMEDIATE, COURSE, 259 },
	{ "英语发音纠正",                      21, BEGINNER,     COURSE,  99 },
	{ "Business English, Politely",        21, INTERMEDIATE, COURSE, 199 },
	{ "《外刊精读 52 篇》",                21, ADVANCED,     EBOOK,   49 },
	{ "雅思写作 7 分",                     21, ADVANCED,     COURSE, 399 },
	{ "Everyday Mandarin",                 22, BEGINNER,     COURSE, 149 },
	{ "Chinese Characters in Pictures",    22, BEGINNER,     EBOOK,   35 },
	{ "Mandarin for Meetings",             22, INTERMEDIATE, COURSE, 259 },
	{ "粤语入门",                          22, BEGINNER,     COURSE,  89 },
	{ "古文观止精讲",                      22, INTERMEDIATE, COLUMN, 159 },
	{ "日语五十音到 N5",                   23, BEGINNER,     COURSE, 169 },
	{ "日语 N2 冲刺",                      23, ADVANCED,     COURSE, 329 },
	{ "法语零起点",                        23, BEGINNER,     COURSE, 189 },
	{ "Spanish in Small Bites",            23, BEGINNER,     COLUMN,  99 },
	{ "《旅行韩语随身书》",                23, BEGINNER,     EBOOK,   25 },

	{ "情绪管理 12 课",                    24, BEGINNER,     COURSE, 119 },
	{ "Calm: a Short Course on Worry",     24, BEGINNER,     COURSE, 129 },
	{ "《与焦虑和解》",                    24, BEGINNER,     EBOOK,   29 },
	{ "认知行为自助手册",                  24, INTERMEDIATE, COLUMN, 149 },
	{ "The Psychology of Habit",           24, INTERMEDIATE, COURSE, 199 },
	{ "儿童发展心理学",                    25, INTERMEDIATE, COURSE, 229 },
	{ "正面管教家长课",                    25, BEGINNER,     COURSE, 159 },
	{ "Parents and Teenagers",             25, BEGINNER,     EBOOK,   29 },
	{ "亲子阅读指南",                      25, BEGINNER,     COLUMN,  99 },
	{ "家庭沟通的艺术",                    25, BEGINNER,     COURSE, 109 },
	{ "社会心理学通识",                    26, BEGINNER,     COLUMN, 129 },
	{ "Persuasion and Its Limits",         26, INTERMEDIATE, COURSE, 249 },
	{ "决策与判断",                        26, ADVANCED,     COURSE, 329 },
	{ "Difficult Conversations, Practised", 26, INTERMEDIATE, COURSE, 279 },
	{ "职场心理 20 讲",                    26, BEGINNER,     COLUMN, 119 },

	{ "科学减脂 8 周",                     27, BEGINNER,     COURSE, 129 },
	{ "Strength Training at Home",         27, BEGINNER,     COURSE, 119 },
	{ "跑步从 0 到 10 公里",               27, BEGINNER,     COLUMN,  99 },
	{ "办公室拉伸",                        27, BEGINNER,     EBOOK,   19 },
	{ "瑜伽进阶",                          27, INTERMEDIATE, COURSE, 169 },
	{ "睡眠改善计划",                      28, BEGINNER,     COURSE,  99 },
	{ "Sleep Well, Work Well",             28, BEGINNER,     EBOOK,   25 },
	{ "正念冥想 21 天",                    28, BEGINNER,     COURSE,  89 },
	{ "中医养生通识",                      28, BEGINNER,     COLUMN, 119 },
	{ "Mindfulness for Busy People",       28, INTERMEDIATE, COURSE, 149 },
	{ "家常营养学",                        29, BEGINNER,     COURSE, 109 },
	{ "《一周健康便当》",                  29, BEGINNER,     EBOOK,   25 },
	{ "Cooking for One",                   29, BEGINNER,     EBOOK,   19 },
	{ "慢性病饮食管理",                    29, INTERMEDIATE, COURSE, 199 },
	{ "Bread, Slowly: a Baking Course",    29, INTERMEDIATE, COURSE, 159 },
};

const Topic topics[N_TOPICS] = {
	{ { "error handling", "异步编程" },
	  { { "python course", "go concurrency", "learn programming" }, { "python 入门", "go 语言", "自动化 脚本" } } },
	{ { "rolling upgrades", "容器编排" },
	  { { "kubernetes", "docker tutorial", "linux performance" }, { "k8s 实战", "docker", "云原生" } } },
	{ { "state management", "组件拆分" },
	  { { "react beginner", "typescript", "rest api design" }, { "小程序开发", "前端 工程化", "typescript 全栈" } } },
	{ { "messy spreadsheets", "数据清洗" },
	  { { "data analysis", "sql basics", "excel charts" }, { "数据分析", "sql 练习", "excel 图表" } } },
	{ { "overfitting", "特征工程" },
	  { { "machine learning", "recommender systems", "statistics for beginners" }, { "机器学习", "深度学习", "统计学 入门" } } },
	{ { "prompt design", "提示词" },
	  { { "ai tools", "large language models", "prompt writing" }, { "大模型 应用", "提示词", "AI 办公" } } },
	{ { "giving feedback", "绩效面谈" },
	  { { "leadership", "first time manager", "one-to-one meetings" }, { "领导力", "新任经理", "团队管理" } } },
	{ { "choosing what not to do", "战略取舍" },
	  { { "strategy", "business model", "startup first year" }, { "战略思维", "商业模式", "创业" } } },
	{ { "planning under pressure", "进度控制" },
	  { { "project management", "agile", "negotiation" }, { "项目管理", "okr", "会议效率" } } },
	{ { "user interviews", "用户访谈" },
	  { { "product manager", "user interviews", "product discovery" }, { "产品经理 入门", "需求分析", "B端 产品" } } },
	{ { "reading experiment results", "拉新与留存" },
	  { { "growth marketing", "a/b testing", "community building" }, { "用户增长", "社群运营", "A/B 测试" } } },
	{ { "pricing pages", "投放案例" },
	  { { "brand marketing", "email marketing", "pricing strategy" }, { "品牌营销", "短视频", "直播带货" } } },
	{ { "component libraries", "控件规范" },
	  { { "ui design", "design systems", "figma" }, { "UI 设计", "figma 教程", "交互设计" } } },
	{ { "natural light", "构图与用光" },
	  { { "photography basics", "portrait lighting", "video editing" }, { "手机摄影", "视频剪辑", "人像 布光" } } },
	{ { "line and shade", "配色练习" },
	  { { "sketching", "watercolour", "infographics" }, { "水彩 零基础", "配色", "字体 版式" } } },
	{ { "monthly budgets", "家庭预算" },
	  { { "personal finance", "saving money", "retirement planning" }, { "理财 入门", "保险", "记账" } } },
	{ { "index funds", "基金定投" },
	  { { "index funds", "value investing", "annual report" }, { "基金 定投", "资产配置", "年报 怎么看" } } },
	{ { "cash flow statements", "三张报表" },
	  { { "corporate finance", "finance for managers", "spreadsheet model" }, { "财务 报表", "中级会计", "税务筹划" } } },
	{ { "cutting long sentences", "报告结构" },
	  { { "business writing", "report writing", "clear writing" }, { "公文写作", "新媒体 写作", "高效写作" } } },
	{ { "writing dialogue", "人物塑造" },
	  { { "short story", "creative writing", "writing prompts" }, { "故事写作", "剧本", "散文" } } },
	{ { "opening a talk", "开场与控场" },
	  { { "public speaking", "presentation skills", "saying no" }, { "演讲", "结构化 表达", "汇报 演示" } } },
	{ { "polite requests", "连读和语调" },
	  { { "business english", "pronunciation", "ielts writing" }, { "商务英语", "英语 发音", "雅思 写作" } } },
	{ { "tones", "声调和虚词" },
	  { { "learn mandarin", "chinese characters", "hsk" }, { "粤语", "古文", "古文观止" } } },
	{ { "everyday phrases", "语法变形" },
	  { { "learn japanese", "spanish beginner", "french" }, { "日语 N2", "法语", "韩语 旅行" } } },
	{ { "daily worry", "情绪记录" },
	  { { "anxiety", "habits", "stress" }, { "情绪管理", "焦虑", "习惯" } } },
	{ { "talking with children", "亲子沟通" },
	  { { "parenting", "teenagers", "child development" }, { "正面管教", "亲子", "儿童心理" } } },
	{ { "biases", "认知偏差" },
	  { { "persuasion", "decision making", "difficult conversations" }, { "社会心理学", "决策", "职场 心理" } } },
	{ { "warm-up routines", "热身和拉伸" },
	  { { "home workout", "strength training", "running plan" }, { "减脂", "跑步", "瑜伽" } } },
	{ { "evening routines", "睡前练习" },
	  { { "sleep better", "mindfulness", "meditation" }, { "睡眠", "冥想", "中医 养生" } } },
	{ { "weekly menus", "食材搭配" },
	  { { "healthy cooking", "baking bread", "cooking for one" }, { "营养", "便当", "健康 饮食" } } },
};

/* Per category three authors who write in Chinese and two who write in English. */
static const char *const authors[N_CATEGORIES][2][3] = {
	{ { "Daniel Hartwell", "Priya Raman", "Daniel Hartwell" }, { "林远舟", "赵亦凡", "顾晓程" } },
	{ { "Elena Markov", "Samuel Okoro", "Elena Markov" },      { "沈知衡", "许明澈", "唐一诺" } },
	{ { "Margaret Lowe", "Tomas Lindqvist", "Tomas Lindqvist" }, { "周启航", "韩若谷", "陆景行" } },
	{ { "Hannah Brooks", "Marco Bellini", "Hannah Brooks" },   { "宋子墨", "叶知秋", "程一鸣" } },
	{ { "Aiko Tanabe", "Lucy Farrell", "Aiko Tanabe" },        { "苏念白", "方小满", "白映雪" } },
	{ { "George Whitcombe", "Nadia Rahman", "Nadia Rahman" },  { "钱守拙", "吴思齐", "郑和铭" } },
	{ { "Olivia Prentice", "Henry Castell", "Olivia Prentice" }, { "温如言", "江晚舟", "梁书白" } },
	{ { "Grace Ong", "Oliver Kent", "Grace Ong" },             { "何语桐", "田中优子", "马清源" } },
	{ { "Ruth Abelson", "Ivan Petrov", "Ruth Abelson" },       { "秦安宁", "冯乐言", "曹明心" } },
	{ { "Claire Dubois", "Ben Sutherland", "Claire Dubois" },  { "徐康宁", "黄小禾", "邓一舒" } },
};

static bool
has_chinese (const char *text)
{
	for (; *text != '\0'; text++)
		if ((unsigned char) *text >= 0x80)
			return true;
	return false;
}

/* Two thirds were there before the export begins; the rest came out during it. */
static int
publication_day (Random *random)
{
	if (random_chance (random, 0.67))
		return random_between (random, OPENING_DAY - 250, FIRST_DAY - 1);
	return random_between (random, FIRST_DAY, LAST_DAY - 30);
}

static void
make_course (Random *random, int index, Course *course)
{
	const Entry *entry = &entries[index];

	snprintf (course->id, sizeof course->id, "c%03u", (unsigned) (index + 1) % 1000);
	course->title = entry->title;
	course->topic = entry->topic;
	course->category = (Category) (entry->topic / 3);
	course->level = entry->level;
	course->format = entry->format;
	course->price = entry->price;
	course->chinese = has_chinese (entry->title);
	course->author = authors[course->category][course->chinese][random_below (random, 3)];
	course->published = publication_day (random);
	course->popularity = random_lognormal (random, 1, 0.7);
	course->quality = 0.30 * random_normal (random);
}

void
catalogue_make (Random *random, Course *courses)
{
	for (int i = 0; i < N_COURSES; i++)
		make_course (random, i, &courses[i]);
}

const char *
catalogue_category_name (Category category)
{
	static const char *const names[N_CATEGORIES] = {
		"programming", "data", "management", "product", "design",
		"finance", "writing", "languages", "psychology", "health"
	};

	return names[category];
}

const char *
catalogue_level_name (Level level)
{
	static const char *const names[] = { "beginner", "intermediate", "advanced" };

	return names[level];
}

const char *
catalogue_format_name (Format format)
{
	static const char *const names[] = { "course", "e-book", "column" };

	return names[format];
}
