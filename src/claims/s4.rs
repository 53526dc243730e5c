mod expansion;
mod stable;
