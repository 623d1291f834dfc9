"""Programs that train networks, as students write them, with mistakes to plant in them."""
