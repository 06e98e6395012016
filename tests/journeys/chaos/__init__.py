"""Many enquiries while parts fail: what the site acknowledged is held against what there is afterwards."""
