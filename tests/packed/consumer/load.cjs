require('insight-inventory');
