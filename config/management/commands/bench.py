"""Measure what must be fast, on a database of its own that is dropped afterwards."""

import json

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from config.benchmarks import desk as desk_bench
from config.benchmarks import room as room_bench
from config.benchmarks import stories as stories_bench
from config.benchmarks import sweep as sweep_bench
from config.benchmarks.database import own_database


class Command(BaseCommand):
    help = (
        "Measure: `bench sweep --clocks 200000 --due 10000 --json` (seconds of wall clock), "
        "`bench room --json` (milliseconds of processor time), "
        "`bench desk --cases 1000000 --json` (milliseconds of the staff's pages; PostgreSQL, some ten minutes), "
        "`bench stories --json` (stories read in a second of one core; needs no database)."
    )

    def add_arguments(self, parser):
        parser.add_argument("what", choices=["sweep", "room", "desk", "stories"])
        parser.add_argument("--cases", type=int, default=1_000_000, help="cases on the desk")
        parser.add_argument("--clocks", type=int, default=200_000, help="running clocks in the database")
        parser.add_argument("--due", type=int, default=10_000, help="of these, how many are due")
        parser.add_argument("--idle-clocks", type=int, default=0, help="also time a sweep over so many with none due")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print one JSON object")

    def handle(self, *args, what, clocks, due, idle_clocks, cases, as_json, **options):
        if what == "stories":
            figures = stories_bench.measure()
        elif what == "desk":
            figures = self.measure_desk(cases)
        else:
            figures = self.measure_room() if what == "room" else self.measure_sweep(clocks, due, idle_clocks)
        if as_json:
            self.stdout.write(json.dumps(figures))
            return
        for name, value in figures.items():
            self.stdout.write(f"{name:>24}: {value}")

    def measure_desk(self, cases):
        if connection.vendor != "postgresql":
            raise CommandError("The desk is measured on PostgreSQL: set DATABASE_URL.")
        with own_database("bench_desk"):
            return desk_bench.measure(cases)

    def measure_room(self):
        with own_database("bench_room"):
            return room_bench.measure()

    def measure_sweep(self, clocks, due, idle_clocks):
        with own_database("bench_sweep") as database:
            figures = sweep_bench.measure(database, clocks, due)
        if idle_clocks:
            with own_database("bench_idle"):
                figures["idle_clocks"] = idle_clocks
                figures["idle_sweep_ms"] = sweep_bench.measure_idle(idle_clocks)
        return figures
