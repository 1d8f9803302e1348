"""Large US cities and the states they are in, for questions that name the city instead of the state.

Names that many readers would mean otherwise (Birmingham, Cambridge, Rochester, Springfield,
Kansas City, ...) are left out.
"""

from __future__ import annotations

import re
from functools import cache

_CITIES = {
    "Alabama": "Huntsville|Montgomery|Tuscaloosa", "Alaska": "Anchorage|Fairbanks|Juneau", "Arizona": "Phoenix|Tucson|Scottsdale|Mesa",
    "Arkansas": "Little Rock|Fayetteville", "California": "Los Angeles|San Francisco|San Diego|San Jose|Sacramento|Fresno|Oakland|Bakersfield|Loma Linda",
    "Colorado": "Denver|Colorado Springs|Aurora", "Connecticut": "Hartford|New Haven|Bridgeport|Stamford", "Delaware": "Dover|Newark, Delaware",
    "Florida": "Miami|Orlando|Tampa|Jacksonville|Tallahassee|Fort Lauderdale|Gainesville", "Georgia": "Atlanta|Savannah|Augusta|Macon",
    "Hawaii": "Honolulu|Hilo|Maui", "Idaho": "Boise|Pocatello", "Illinois": "Chicago|Peoria|Rockford|Naperville", "Indiana": "Indianapolis|Fort Wayne|South Bend",
    "Iowa": "Des Moines|Iowa City|Cedar Rapids", "Kansas": "Wichita|Topeka", "Kentucky": "Louisville|Lexington", "Louisiana": "New Orleans|Baton Rouge|Shreveport",
    "Maine": "Bangor|Lewiston", "Maryland": "Baltimore|Bethesda|Annapolis", "Massachusetts": "Boston|Worcester|Lowell",
    "Michigan": "Detroit|Ann Arbor|Grand Rapids|Lansing|Flint|Dearborn", "Minnesota": "Minneapolis|Saint Paul|St\\.? Paul|Duluth",
    "Mississippi": "Jackson, Mississippi|Biloxi|Gulfport", "Missouri": "St\\.? Louis|Saint Louis", "Montana": "Billings|Missoula|Bozeman|Helena",
    "Nebraska": "Omaha|Lincoln, Nebraska", "Nevada": "Las Vegas|Reno|Carson City", "New Hampshire": "Nashua|Concord, New Hampshire",
    "New Jersey": "Newark|Jersey City|Trenton|Paterson|Camden|Hackensack", "New Mexico": "Albuquerque|Santa Fe|Las Cruces",
    "New York": "Brooklyn|Bronx|Queens|Manhattan|Buffalo|Syracuse|Albany|Staten Island|NYC|Long Island", "North Carolina": "Charlotte|Raleigh|Durham, North Carolina|Greensboro|Chapel Hill",
    "North Dakota": "Fargo|Bismarck|Grand Forks", "Ohio": "Cleveland|Cincinnati|Toledo|Akron|Dayton|Columbus",
    "Oklahoma": "Oklahoma City|Tulsa", "Oregon": "Portland|Eugene|Salem", "Pennsylvania": "Philadelphia|Pittsburgh|Allentown|Scranton|Harrisburg|Erie",
    "Rhode Island": "Providence", "South Carolina": "Charleston|Greenville", "South Dakota": "Sioux Falls|Rapid City",
    "Tennessee": "Nashville|Memphis|Knoxville|Chattanooga", "Texas": "Houston|Dallas|Austin|San Antonio|El Paso|Fort Worth|Lubbock|Galveston|McAllen|Amarillo",
    "Utah": "Salt Lake City|Provo", "Vermont": "Burlington", "Virginia": "Norfolk|Roanoke|Virginia Beach", "Washington": "Seattle|Spokane|Tacoma",
    "West Virginia": "Morgantown|Wheeling", "Wisconsin": "Milwaukee|Madison|Green Bay", "Wyoming": "Cheyenne|Casper|Laramie",
}  # fmt: skip


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((state, re.compile(rf"\b(?:{cities})\b", re.IGNORECASE)) for state, cities in _CITIES.items())


def state_of_city(text: str) -> str | None:
    """The state of the first large city that a text names, or None."""
    hits = ((match.start(), state) for state, pattern in _patterns() if (match := pattern.search(text)))
    return min(hits, default=(0, None))[1]
