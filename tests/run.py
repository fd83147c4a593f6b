"""Run the suite on SQLite, then on PostgreSQL with Redis, and say in one line which of them ran.

Servers are those that TEST_DATABASE_URL and TEST_REDIS_URL name, or those that answer on the usual local ports.
"""

import getpass
import os
import subprocess
import sys

import psycopg2
import redis

LOCAL_REDIS = "redis://127.0.0.1:6379/15"
# Seconds.
PATIENCE = 3
# Random lives of disputes in one `make test`, and how many of them on the servers, where each takes three times
# as long.
LIVES, ON_SERVERS_LIVES = 2000, 250
ON_SQLITE, ON_SERVERS = "SQLite", "PostgreSQL and Redis"
# They ask no database anything: once is enough.
WITHOUT_DATABASE = [
    f"--ignore=tests/{name}.py" for name in (
        "complaints/test_calendar", "complaints/test_calendar_against_library",
        "complaints/test_calendar_changes", "complaints/test_charts", "complaints/test_holidays",
        "complaints/test_instants",
        "complaints/test_intake_any_text", "complaints/test_intake_fields", "complaints/test_intake_money",
        "complaints/test_intake_numbers", "complaints/test_intake_sayings", "complaints/test_intake_spelling",
        "complaints/test_missing", "complaints/test_money", "complaints/test_picture", "complaints/test_proofs",
        "complaints/test_read_story", "complaints/test_reference", "complaints/test_reminders",
        "complaints/test_taxes", "complaints/test_uploads", "complaints/test_uploads_refused",
        "config/test_catalogue", "config/test_environment", "config/test_house", "config/test_ports",
        "config/test_strictness", "contacts/test_public_addresses", "contacts/test_visiting",
        "contacts/test_words", "disputes/test_drawing", "disputes/test_guidance",
        "disputes/test_guidance_cases", "disputes/test_guidance_properties", "disputes/test_ledger",
        "disputes/test_lifecycle", "disputes/test_texts",
    )
]
# They look at words, forms and permissions of pages, for which any database answers alike; with them the pass on
# the servers would take longer than anybody waits for. Run them there by hand: TEST_DATABASE_URL=... pytest <file>.
# Those of `serve` start processes that have databases of their own.
PAGES_ONCE = [
    f"--ignore=tests/{name}.py" for name in (
        "complaints/test_bad_input",
        "complaints/test_bad_input_case",
        "complaints/test_pages_wizard",
        "complaints/test_pages_telling",
        "complaints/test_pages_tax",
        "complaints/test_pages_checklist",
        "complaints/test_forms",
        "complaints/test_replies",
        "complaints/test_assistant",
        "config/test_pages",
        "contacts/test_directory_pages",
        "disputes/test_text_pages",
        "disputes/test_room_words",
        "config/test_roles",
        "config/test_serve",
    )
]


def say(text):
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def database_fault(url):
    """Return why the tests cannot make their databases on this server, or ""."""
    try:
        connection = psycopg2.connect(url, connect_timeout=PATIENCE)
    except psycopg2.Error as error:
        return " ".join(str(error).split())
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")
            return "" if cursor.fetchone()[0] else "its user may not create databases"
    finally:
        connection.close()


def redis_fault(url):
    """Return why this Redis cannot be used, or ""."""
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE) as client:
            client.ping()
    except (redis.RedisError, OSError, ValueError) as error:
        return " ".join(str(error).split())
    return ""


def find_servers():
    """Return (database URL, Redis URL, reason why not): the reason is "" when both answer."""
    named = os.environ.get("TEST_DATABASE_URL", "")
    users = dict.fromkeys(["postgres", getpass.getuser()])
    for database in [named] if named else [f"postgres://{user}@127.0.0.1:5432/postgres" for user in users]:
        fault = database_fault(database)
        if not fault:
            break
    if fault:
        return "", "", f"{'TEST_DATABASE_URL' if named else 'PostgreSQL on 127.0.0.1:5432'}: {fault}"
    cache = os.environ.get("TEST_REDIS_URL", "") or LOCAL_REDIS
    fault = redis_fault(cache)
    return database, cache, f"Redis: {fault}" if fault else ""


def pytest(database, cache, lives, *options):
    """Run the suite, with so many lives of disputes, in a process of its own; return its exit code."""
    lives = os.environ.get("ROOM_LIVES", str(lives))
    environment = {**os.environ, "TEST_DATABASE_URL": database, "TEST_REDIS_URL": cache, "ROOM_LIVES": lives}
    # One more than there are cores: what waits for a browser or a killed worker leaves the processor to others.
    # Files go out in the order of tests/conftest.py, the longest first, so that no worker ends long after the rest.
    workers = str(min((os.cpu_count() or 1) + 1, 4))
    command = [
        sys.executable, "-m", "pytest", "-n", workers, "--dist", "loadfile", "--no-loadscope-reorder", *options,
    ]
    return subprocess.run([*command, *sys.argv[1:]], env=environment, check=False).returncode


def main():
    strict = os.environ.get("NOTHING_SKIPPED") == "1"
    named = os.environ.get("TEST_DATABASE_URL") or os.environ.get("TEST_REDIS_URL")
    database, cache, why_not = find_servers()
    say(f"-- Tests on {ON_SQLITE}")
    # Tests that kill workers need the servers. What takes a browser minutes is done once: the walk
    # through the whole job on what a newcomer has, the look at every page on the servers.
    of_servers = 0 if why_not else ON_SERVERS_LIVES
    marked = "not faults" if why_not else "not faults and not browser"
    results = {ON_SQLITE: pytest("", "", LIVES - of_servers, "-m", marked)}
    if not why_not:
        say(f"-- Tests on {ON_SERVERS}")
        results[ON_SERVERS] = pytest(
            database, cache, of_servers, "-m", "not journey", *WITHOUT_DATABASE, *PAGES_ONCE)
    lines = [f"{name}: {'passed' if code == 0 else f'FAILED (code {code})'}" for name, code in results.items()]
    if why_not:
        lines.append(f"{ON_SERVERS}: not run ({why_not})")
    say("Tests ran on " + "; ".join(lines) + ".")
    return 1 if any(results.values()) or (why_not and (strict or named)) else 0


if __name__ == "__main__":
    sys.exit(main())
