from newsroom.settings import *

ROOT_URLCONF = "tests.newsroom.failing"
